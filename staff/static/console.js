// What a script adds to pages that work without it: drafts keep themselves. Nothing here is needed to do the work.
"use strict";

(() => {
  const AFTER = 1000; // milliseconds since the last key
  const csrf = document.body.dataset.csrf;

  const keep = (form, note) => async () => {
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch("/staff/luonnos", { method: "POST", body, headers: { "X-CSRF": csrf } });
      note.textContent = answer.ok ? form.dataset.saved : form.dataset.unsaved;
    } catch {
      note.textContent = form.dataset.unsaved;
    }
  };

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const note = document.createElement("p");
    note.className = "saved";
    note.setAttribute("role", "status");
    form.append(note);
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep(form, note), AFTER);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
  }
})();
