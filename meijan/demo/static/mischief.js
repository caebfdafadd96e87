// Faults of the two networks, switched on by hand.

import { el } from "./dom.js";

const NETWORKS = { telegram: "Telegram", sms: "Tekstiviestit" };
const TROUBLES = {
  limit: "Torjuu joka toisen viestin: liikaa viestejä (429)",
  down: "On poikki: mikään viesti ei lähde",
  timeout: "Ottaa joka toisen viestin, mutta ei kuittaa sitä",
  double: "Tuo joka toisen viestin kahdesti",
  late: "Sekoittaa viestien järjestyksen",
  slow: "On hidas: 2 sekuntia joka viestissä",
};
const WORDS = {
  freed: "Palvelu vastaa itse sanaan STOP",
  default: "Operaattori vastaa itse sanaan STOP ja estää viestit",
};

/** The form with what is on now; each change is sent at once. */
export function drawMischief(form, state, act) {
  const boxes = Object.entries(NETWORKS).map(([network, title]) =>
    el("fieldset", {}, el("legend", {}, title), ...Object.entries(TROUBLES).map(([name, label]) =>
      el("label", {}, el("input", { type: "checkbox", name: network, value: name, checked: state[network].includes(name) }), label))));
  const words = el("fieldset", {}, el("legend", {}, "Sana STOP tekstiviestissä"), ...Object.entries(WORDS).map(([mode, label]) =>
    el("label", {}, el("input", { type: "radio", name: "opt_out", value: mode, checked: state.opt_out === mode }), label)));
  form.replaceChildren(...boxes, words, el("button", { type: "button", class: "chip", onclick: () => mend(form, act) }, "Korjaa kaikki"));
  form.onchange = () => send(form, act);
  form.onsubmit = (event) => event.preventDefault();
}

function mend(form, act) {
  for (const input of form.elements) input.checked = input.value === "freed";
  send(form, act);
}

async function send(form, act) {
  const data = new FormData(form);
  form.dataset.state = "sent";
  const kept = await act("mischief", { telegram: data.getAll("telegram"), sms: data.getAll("sms"), opt_out: data.get("opt_out") });
  form.dataset.state = kept ? "kept" : "refused";
}
