// Writing on the smartphone: text, commands, attachments, the keyboard that the bot shows, edits.

import { act, notice, sendPhoto } from "./acts.js";
import { $, disclosure, el, icon } from "./dom.js";
import { holder } from "./people.js";

const text = $("chat-text");
let edited = null;
let chat = null;
let folded = false; // the person has used the keyboard, and it hid

const go = (what, body) => act(`chat/${holder("chat").id}/${what}`, body);

/** What can be written now: depends on the chat's state. */
export function showComposer(now) {
  if (edited && !holder("chat").messages.some(({ id }) => id === edited.id)) stopEditing();
  if (JSON.stringify(chat?.keyboard) !== JSON.stringify(now.keyboard)) folded = false;
  chat = now;
  text.placeholder = now.hint || "Viesti";
  text.disabled = now.blocked;
  $("keys-toggle").hidden = !now.keyboard.length;
  $("keys-toggle").setAttribute("aria-expanded", String(!folded));
  $("reply-keys").hidden = folded || !now.keyboard.length;
  $("reply-keys").replaceChildren(...now.keyboard.map((row) => el("div", { class: "row" }, ...row.map(replyKey))));
  $("command-sheet").replaceChildren(...now.commands.map(({ command, description }) =>
    sheetRow("", description, () => go("write", { text: `/${command}` }), `/${command}`)));
}

function replyKey({ label, wants }) {
  const press = () => {
    go("press", { text: label });
    folded = true;
    showComposer(chat);
    text.focus();
  };
  return el("button", { type: "button", onclick: press }, wants ? icon(wants === "contact" ? "card" : "pin") : "", label);
}

function sheetRow(name, label, choose, small = "") {
  const chosen = () => {
    closeCommands(false);
    closeAttach(false);
    text.focus();
    choose();
  };
  return el("button", { type: "button", class: "row", onclick: chosen }, name ? icon(name) : "", label,
    small ? el("small", {}, small) : "");
}

/** Begin to rewrite one's own message. */
export function editMessage(message) {
  edited = message;
  $("editing").hidden = false;
  write(message.text);
}

/** Put words into the text field; nothing is sent. */
export function write(words) {
  text.value = words;
  grow();
  text.focus();
  text.setSelectionRange(words.length, words.length);
}

function stopEditing() {
  edited = null;
  $("editing").hidden = true;
  clear();
}

function clear() {
  text.value = "";
  grow();
}

/** As high as its text, up to five lines. `rows` needs no style. */
function grow() {
  text.rows = 1;
  while (text.rows < 5 && text.scrollHeight > text.clientHeight + 2) text.rows += 1;
}

async function send() {
  const words = text.value.trim();
  if (!words) return;
  const done = edited ? await go("edit", { message: edited.id, text: words }) : await go("write", { text: words });
  if (done) stopEditing();
}

async function choosePhoto(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  if (file.size > 10_000_000) notice("Kuva on liian suuri. Suurin koko on 10 megatavua.");
  else if (await sendPhoto(holder("chat").id, file, text.value.trim())) clear();
}

const sample = (name) => async () => {
  if (await go(`sample/${name}`, { text: text.value.trim() })) clear();
};

const closeCommands = disclosure($("commands"), $("command-sheet"));
const closeAttach = disclosure($("attach"), $("attach-sheet"));
$("attach-sheet").append(
  sheetRow("image", "Kuva omalta laitteelta", () => $("photo").click()),
  sheetRow("image", "Valmis kuva: ranta", sample("ranta")),
  sheetRow("image", "Valmis kuva: rikkinäinen penkki", sample("penkki")),
  sheetRow("mic", "Ääniviesti", () => go("voice"), "3 s"),
  sheetRow("pin", "Sijainti: Mikkelin tori", () => go("location")),
  sheetRow("card", "Oma puhelinnumero", () => go("contact")),
  sheetRow("smile", "Tarra 👍", () => go("sticker", { text: "👍" })),
);
$("photo").addEventListener("change", choosePhoto);
$("stop-editing").addEventListener("click", stopEditing);
$("keys-toggle").addEventListener("click", () => {
  folded = !folded;
  showComposer(chat);
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && edited) stopEditing();
});
$("chat-form").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
