// Passkeys: asks our server for a challenge, the device to sign it, and sends the form with what the device answered.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = (kind, given) => {
    const publicKey = { ...given, challenge: bytes(given.challenge) };
    if (kind === "get") {
      publicKey.allowCredentials = known(given.allowCredentials);
      return navigator.credentials.get({ publicKey });
    }
    publicKey.user = { ...given.user, id: bytes(given.user.id) };
    publicKey.excludeCredentials = known(given.excludeCredentials);
    return navigator.credentials.create({ publicKey });
  };

  const answered = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: text(credential.rawId), type, response });
  };

  const challenge = async (form) => {
    const headers = form.elements.csrf ? { "X-CSRF": form.elements.csrf.value } : {};
    const answer = await fetch(form.dataset.options, { method: "POST", headers });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const note = form.querySelector("[role=alert]");
    if (!window.PublicKeyCredential) {
      note.textContent = form.dataset.none;
    }
    for (const part of form.querySelectorAll(".with-script")) part.hidden = !window.PublicKeyCredential;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      note.textContent = "";
      try {
        form.elements.credential.value = answered(await ask(form.dataset.passkey, await challenge(form)));
      } catch {
        note.textContent = form.dataset.failed;
        return;
      }
      form.submit();
    });
  }
})();
