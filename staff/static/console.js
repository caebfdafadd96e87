// What a script adds to pages that work without it: drafts keep themselves, numbers and progress come by themselves.
// Nothing here is needed to do the work.
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

  // What changes on a page is said aloud only when its words differ, not each time that it is drawn.
  const say = (box) => {
    const words = box.querySelector("[data-said]")?.dataset.said ?? "";
    const voice = document.getElementById(box.dataset.saidAt);
    if (voice && voice.textContent !== words) voice.textContent = words;
  };
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.dataset.saidAt) say(event.target);
  });

  // Placeholders become buttons that write themselves into the text that was last worked on.
  let text = document.querySelector("textarea");
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) text = event.target;
  });
  for (const chip of document.querySelectorAll("code[data-chip]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = chip.dataset.chip;
    button.addEventListener("click", () => {
      text.setRangeText(chip.dataset.chip, text.selectionStart, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
    chip.replaceWith(button);
  }

  // A broadcast on its way: the server draws, we show. What has the focus keeps it.
  for (const box of document.querySelectorAll("[data-stream]")) {
    const stream = new EventSource(box.dataset.stream);
    let failures = 0;
    const draw = (html) => {
      const held = box.contains(document.activeElement) ? document.activeElement : null;
      const place = held ? [...box.querySelectorAll("button, a, summary, [tabindex]")].indexOf(held) : -1;
      const opened = [...box.querySelectorAll("details")].map((one) => one.open);
      box.innerHTML = html;
      box.querySelectorAll("details").forEach((one, n) => (one.open = opened[n] ?? false));
      const same = place < 0 ? null : box.querySelectorAll("button, a, summary, [tabindex]")[place];
      if (held) (same && same.textContent === held.textContent ? same : document.getElementById("title")).focus();
      say(box);
    };
    stream.addEventListener("progress", (event) => {
      failures = 0;
      draw(event.data);
    });
    stream.addEventListener("end", (event) => {
      stream.close();
      if (event.data) draw(event.data);
      else document.getElementById(box.dataset.saidAt).textContent = box.dataset.lost;
    });
    stream.addEventListener("error", () => {
      if (++failures < 5 && stream.readyState !== EventSource.CLOSED) return;
      stream.close();
      const note = document.createElement("p");
      note.setAttribute("role", "alert");
      note.textContent = box.dataset.lost;
      box.after(note);
    });
  }
})();
