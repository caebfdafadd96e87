// The smartphone: a chat with the city's bot.

import { act } from "./acts.js";
import { bubble } from "./bubbles.js";
import { editMessage, showComposer } from "./composer.js";
import { $, day, disclosure, el, fill, icon, place } from "./dom.js";
import { holder, picker } from "./people.js";
import { on, world } from "./world.js";

const log = $("chat-log");
const holding = () => holder("chat");

const hands = {
  edit: (message) => editMessage(message),
  tap: (message, data, url) => (url ? openLink(url) : act(`chat/${holding().id}/tap`, { message: message.id, text: data })),
};

/** A link to the bot itself opens here, as it would in the app; another one is only told. */
function openLink(url) {
  const { hostname, pathname, searchParams } = new URL(url);
  if (hostname === "t.me" && pathname === `/${world.bot.username}`) {
    act(`chat/${holding().id}/start`, { text: searchParams.get("start") ?? "" });
  } else {
    toast(`Tässä avautuisi ${url}`);
  }
}

function show(who) {
  fill(log, withDays(who.messages));
  showState(who.chat);
  toast("");
}

function withDays(messages) {
  let last = "";
  return messages.flatMap((message) => {
    const today = day(message.at);
    const line = today === last ? [] : [el("p", { class: "day" }, today)];
    last = today;
    return [...line, bubble(message, hands)];
  });
}

function showState(chat) {
  log.classList.toggle("empty", !holding().messages.length);
  $("start-bar").hidden = chat.started || chat.blocked;
  $("block").replaceChildren(chat.blocked ? "Poista botin esto" : "Estä botti");
  $("chat-form").classList.toggle("blocked", chat.blocked);
  $("bot-state").textContent = chat.blocked ? "estetty" : "Mikkelin kaupungin botti";
  showComposer(chat);
}

let typing = 0;

function idle() {
  clearTimeout(typing);
  for (const button of log.querySelectorAll(".busy")) button.classList.remove("busy");
  $("bot-state").textContent = holding().chat.blocked ? "estetty" : "Mikkelin kaupungin botti";
}

let hiding = 0;

function toast(text) {
  $("chat-toast").textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => { $("chat-toast").textContent = ""; }, 6000);
}

const ours = (listener) => (news) => { if (news.person === holding()?.id) listener(news); };

on("message", ours(({ message, chat }) => {
  const last = holding().messages.at(-2);
  if (message.deleted) $(`m${message.id}`)?.remove();
  else {
    if (!$(`m${message.id}`) && day(last?.at ?? 0) !== day(message.at)) log.append(el("p", { class: "day" }, day(message.at)));
    place(log, bubble(message, hands));
  }
  if (!message.mine) idle();
  showState(chat);
}));
on("chat", ours(({ chat }) => showState(chat)));
on("taken", ours(({ message }) => {
  const known = holding().messages.find((one) => one.id === message);
  if (known) $(`m${message}`)?.replaceWith(bubble(known, hands));
}));
on("typing", ours(() => {
  $("bot-state").textContent = "kirjoittaa…";
  typing = setTimeout(idle, 5000);
}));
on("toast", ours(({ text, alert }) => {
  idle();
  if (!alert) toast(text);
  else {
    $("alert-text").textContent = text;
    $("alert").showModal();
  }
}));

$("start").addEventListener("click", () => act(`chat/${holding().id}/start`, { text: $("start-word").value }));
const closeMenu = disclosure($("chat-more"), $("chat-menu"));
$("block").prepend(icon("close"));
$("block").addEventListener("click", () => {
  act(`chat/${holding().id}/${holding().chat.blocked ? "unblock" : "block"}`);
  closeMenu(true);
});
$("start-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act(`chat/${holding().id}/start`, { text: $("start-word").value });
  closeMenu(true);
});

picker("chat", 7002, show);
