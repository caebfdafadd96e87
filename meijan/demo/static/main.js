// The page of the two phones: puts its parts together.

import { act } from "./acts.js";
import { write as writeChat } from "./composer.js";
import { $, el, time } from "./dom.js";
import { write as writeSms } from "./keypad.js";
import "./telegram.js";
import { drawMischief } from "./mischief.js";
import { connect, on, world } from "./world.js";

const CHIPS = {
  sms: ["Hei", "IDEA penkkejä rantaan", "Penkkejä rantaraitille. Mie en jaksa kävellä matkaa yhtä soittoa.", "TAPAHTUMAT", "ILMO 1", "TORI", "OHJE", "SOITA", "LOPETA"],
  chat: ["Hei", "IDEA valoja pyörätielle", "IDEAT", "ÄÄNESTYS", "TAPAHTUMAT", "KIELI"],
};

for (const [phone, write] of [["sms", writeSms], ["chat", writeChat]]) {
  $(`chips-${phone}`).append(...CHIPS[phone].map((words) =>
    el("li", {}, el("button", { type: "button", class: "chip", onclick: () => write(words) }, words))));
}

on("connection", (open) => {
  $("connection").textContent = open ? "Yhteys toimii" : "Yhteys katkesi. Yritämme uudestaan…";
  $("connection").classList.toggle("lost", !open);
});
on("all", () => {
  $("bot-name").textContent = world.bot.name;
  drawMischief($("mischief"), world.mischief, act);
});

function tick() {
  const now = time(new Date().toISOString());
  $("chat-clock").textContent = now;
  $("lcd-clock").textContent = now;
}

tick();
setInterval(tick, 10_000);
connect();
