// The basic phone: text messages with what each of them takes, calls, and the bill.

import { act } from "./acts.js";
import { $, counted, el, euros, fill, local, place, time } from "./dom.js";
import { drawKeys } from "./keys.js";
import { holder, picker } from "./people.js";
import { on, world } from "./world.js";

const log = $("sms-log");
const text = $("sms-text");
const holding = () => holder("sms");
const ROOM = { "GSM-7": [160, 153], "UCS-2": [70, 67] };

/** 145/160 GSM-7: units of the room that its parts have. */
function size({ units, encoding, parts }) {
  const [single, each] = ROOM[encoding];
  return `${units}/${parts === 1 ? single : parts * each} ${encoding}`;
}

function cost(message) {
  if (message.kind === "auto") return "operaattorin viesti, 0 €";
  if (message.mine) return `${message.parts} viestin hinta`;
  return euros(message.parts * world.price);
}

const STATES = { delivered: ["✓✓", "perillä"], received: ["✓", "lähetetty"], sent: ["✓", "matkalla"] };
const CALLS = {
  refused: "Puhelua ei yhdistetty. Se ei maksanut mitään.",
  answered: "Puheluun vastattiin.",
  failed: "Puhelu ei onnistunut.",
};

function tick({ status }) {
  const [mark, label] = STATES[status] ?? [];
  return mark ? el("span", { class: "tick", role: "img", "aria-label": label }, mark) : "";
}

function sms(message) {
  const head = message.mine ? "Minä" : message.kind === "auto" ? "Operaattori" : "Mikkeli";
  const said = message.kind === "call"
    ? [el("p", { class: "said" }, `☎ ${CALLS[message.outcome]}`)]
    : [el("p", { class: "said" }, message.text),
      el("p", { class: "takes" }, el("span", {}, size(message)), el("span", {}, counted(message.parts, "osa", "osaa")),
        el("span", {}, cost(message)))];
  return el("div", { class: `sms ${message.mine ? "mine" : "theirs"} ${message.kind}`, id: `s${message.id}` },
    el("p", { class: "head" }, el("strong", {}, head), el("span", {}, el("time", { datetime: message.at }, time(message.at)), tick(message))), ...said);
}

function show(who) {
  fill(log, who.texts.map(sms));
  log.classList.toggle("empty", !who.texts.length);
  $("lcd-name").textContent = `${who.name} ${local(who.number)}`;
  log.dataset.hint = `Ei viestejä. Kirjoita numeroon ${local(world.number)}.`;
  $("ringing").hidden = true;
  showBill(who);
}

const line = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));

function showBill(who) {
  const texts = who.texts.filter((one) => one.kind === "text");
  const parts = (mine) => texts.filter((one) => one.mine === mine).reduce((sum, one) => sum + one.parts, 0);
  const price = parts(false) * world.price;
  $("bill").replaceChildren(
    line(`${who.name} kaupungille`, counted(parts(true), "viesti", "viestiä")),
    line("Kaupunki vastasi", counted(parts(false), "osa", "osaa")),
    line(`${who.name} maksoi`, parts(true) ? `${parts(true)} viestin hinta` : "ei mitään"),
    el("div", { class: "sum" }, el("dt", {}, "Kaupunki maksoi"), el("dd", {}, euros(price))),
  );
}

/** Put words into the phone's text field; nothing is sent. */
export function write(words) {
  text.value = words;
  text.focus();
  text.setSelectionRange(words.length, words.length);
  showCount();
}

let asked = 0;

async function showCount() {
  const mine = ++asked;
  const words = text.value;
  const taken = words ? await act("count", { text: words }) : { units: 0, encoding: "GSM-7", parts: 1 };
  if (!taken || mine !== asked) return;
  $("sms-count").textContent = `${size(taken).replace(" GSM-7", "")}${taken.parts > 1 ? ` · ${taken.parts} viestiä` : ""}`;
}

async function send() {
  if (text.value.trim() && await act(`keypad/${holding().id}/write`, { text: text.value })) write("");
}

function phone() {
  $("ringing").textContent = `Soitetaan… ${local(world.number)}`;
  $("ringing").hidden = false;
  act(`keypad/${holding().id}/call`);
}

const ours = (listener) => (news) => { if (news.person === holding()?.id) listener(news); };

on("text", ours(({ message }) => {
  if (message.kind === "call") $("ringing").hidden = true;
  log.classList.remove("empty");
  place(log, sms(message));
  showBill(holding());
}));

text.addEventListener("input", showCount);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
$("sms-form").addEventListener("submit", (event) => event.preventDefault());
picker("sms", 7001, show);
drawKeys({ text, send, phone, hangUp: () => { $("ringing").hidden = true; }, log, changed: showCount });
