// Keys of the basic phone: digits, or letters by pressing again and again, as such phones write.

import { $, el, icon } from "./dom.js";

const LETTERS = {
  1: ".,?!1", 2: "abcäå2", 3: "def3", 4: "ghi4", 5: "jkl5", 6: "mnoö6", 7: "pqrs7", 8: "tuv8", 9: "wxyz9", 0: " 0", "*": "*+",
};
const AGAIN = 900; // milliseconds within which the same key means its next letter

/** Draw all keys into the pad. They are one stop for Tab; arrows move between them. */
export function drawKeys({ text, send, phone, hangUp, log, changed }) {
  let letters = false;
  let last = { key: "", at: 0, turn: 0 };

  const put = (characters, over = 0) => {
    text.setRangeText(characters, text.selectionStart - over, text.selectionEnd, "end");
    changed();
  };
  const erase = () => {
    if (text.selectionStart === text.selectionEnd) {
      const before = Array.from(text.value.slice(0, text.selectionStart)).at(-1) ?? "";
      put("", before.length);
    } else put("");
  };
  const move = (by) => {
    const at = Math.max(0, Math.min(text.value.length, text.selectionStart + by));
    text.setSelectionRange(at, at);
  };
  const digit = (key) => {
    if (!letters) return put(key);
    const again = last.key === key && performance.now() - last.at < AGAIN;
    const turn = again ? (last.turn + 1) % LETTERS[key].length : 0;
    last = { key, at: performance.now(), turn };
    return put(LETTERS[key][turn], again ? 1 : 0);
  };
  const mode = () => {
    letters = !letters;
    $("mode").textContent = letters ? "abc" : "123";
  };

  const key = (name, label, press, ...content) => {
    const attributes = { type: "button", class: `key ${name}`, "aria-label": label, tabindex: "-1", onclick: press };
    return el("button", attributes, ...content);
  };
  const scroll = (by) => () => { log.scrollTop += by * log.clientHeight * 0.6; };
  const dpad = [
    key("up", "Selaa ylös", scroll(-1), "▲"),
    key("left", "Kirjoituskohta vasemmalle", () => move(-1), "◀"),
    key("ok", "Lähetä, keskinäppäin", send, el("i")),
    key("right", "Kirjoituskohta oikealle", () => move(1), "▶"),
    key("down", "Selaa alas", scroll(1), "▼"),
  ];
  const keys = [
    key("soft-left", "Lähetä", send, el("i")),
    key("soft-right", "Pyyhi", erase, el("i")),
    key("call", "Soita kaupungin numeroon", phone, icon("call"), el("span", {}, "Soita")),
    key("end", "Lopeta puhelu", hangUp, icon("end")),
    ...["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0"].map((one) => {
      const small = { 1: ".,?!", 0: "väli", "*": "+" }[one] ?? LETTERS[one].slice(0, -1);
      return key(`digit n${one === "*" ? "star" : one}`, `${one}, ${small}`, () => digit(one), el("b", {}, one), el("small", {}, small));
    }),
    key("digit nhash", "# vaihtaa numerot ja kirjaimet", mode, el("b", {}, "#"), el("small", {}, "abc")),
  ];
  $("pad").append(el("div", { class: "dpad", role: "group", "aria-label": "Suuntanäppäin" }, ...dpad), ...keys);
  rove($("pad"), [...dpad, ...keys]);
}

function rove(pad, keys) {
  keys[0].tabIndex = 0;
  const to = (index) => {
    for (const one of keys) one.tabIndex = -1;
    const next = keys[(index + keys.length) % keys.length];
    next.tabIndex = 0;
    next.focus();
  };
  pad.addEventListener("keydown", (event) => {
    const at = keys.indexOf(document.activeElement);
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 3, ArrowUp: -3 }[event.key];
    if (by) to(at + by);
    else if (event.key === "Home") to(0);
    else if (event.key === "End") to(keys.length - 1);
    else return;
    event.preventDefault();
  });
  pad.addEventListener("focusin", (event) => {
    for (const one of keys) one.tabIndex = one === event.target.closest(".key") ? 0 : -1;
  });
}
