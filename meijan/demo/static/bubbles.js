// One message of the Telegram-like chat as a bubble.

import { el, icon, time } from "./dom.js";

const STYLES = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "code", blockquote: "q" };

/** Text with the formatting that the bot gave it; offsets are UTF-16 units, as JavaScript's own. */
function formatted(text, entities) {
  const nodes = [];
  let done = 0;
  for (const { type, offset, length } of entities) {
    const tag = STYLES[type];
    if (!tag || offset < done) continue;
    nodes.push(text.slice(done, offset), el(tag, {}, text.slice(offset, offset + length)));
    done = offset + length;
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== "");
}

const CONTENT = {
  photo: (message) => el("img", { src: message.file, alt: message.mine ? "Kuva, jonka lähetit" : "Kuva kaupungilta" }),
  voice: (message) => el("div", { class: "voice" }, icon("mic"),
    el("audio", { controls: true, preload: "none", src: message.file, "aria-label": "Ääniviesti" })),
  sticker: (message) => el("span", { class: "sticker", role: "img", "aria-label": `Tarra ${message.alt}` }, message.alt),
  location: (message) => el("span", { class: "map" }, icon("pin"), el("span", {}, "Sijainti", el("small", {}, message.alt))),
  venue: (message) => el("span", { class: "map" }, icon("pin"), el("span", {}, "Kartta", el("small", {}, message.alt))),
  contact: (message) => el("span", { class: "map" }, icon("card"), el("span", {}, "Yhteystieto", el("small", {}, message.alt))),
  document: (message) => el("span", { class: "map" }, icon("clip"), el("span", {}, "Tiedosto", el("small", {}, message.alt))),
};

function marks(message, edit) {
  const row = el("span", { class: "marks" });
  if (message.mine && message.kind === "text") {
    row.append(el("button", { type: "button", class: "pen", onclick: () => edit(message) }, icon("pen"),
      el("span", { class: "unseen" }, `Muokkaa viestiä: ${message.text.slice(0, 40)}`)));
  }
  if (message.edited) row.append(el("span", {}, "muokattu"));
  row.append(el("time", { datetime: message.at }, time(message.at)));
  if (message.mine) {
    const label = message.taken ? "Perillä" : "Matkalla";
    row.append(el("span", { class: "ticks", role: "img", "aria-label": label }, message.taken ? "✓✓" : "✓"));
  }
  return row;
}

function button(message, { label, data, url }, tap) {
  const made = el("button", { type: "button", onclick: () => {
    made.classList.toggle("busy", !url);
    tap(message, data || label, url);
  } }, label, url ? el("span", { "aria-hidden": "true" }, " ↗") : "");
  return made;
}

/** A bubble with its buttons. `edit(message)` and `tap(message, data, url)` are what a person does with it. */
export function bubble(message, { edit, tap }) {
  const who = message.mine ? "Sinä" : "Kaupunki";
  const content = CONTENT[message.kind]?.(message);
  const body = el("div", { class: `bubble ${message.kind}` }, el("span", { class: "unseen" }, `${who}: `),
    message.reply ? el("span", { class: "quote" }, message.reply.slice(0, 80)) : "", content ?? "",
    message.text ? el("p", { class: "said" }, ...formatted(message.text, message.entities)) : "", marks(message, edit));
  const rows = message.buttons.map((row) => el("div", { class: "row" }, ...row.map((one) => button(message, one, tap))));
  return el("div", { class: `message ${message.mine ? "mine" : "theirs"}`, id: `m${message.id}` }, body,
    message.reaction ? el("span", { class: "reaction" }, message.reaction) : "",
    rows.length ? el("div", { class: "inline-keys", role: "group", "aria-label": "Vastausvaihtoehdot" }, ...rows) : "");
}
