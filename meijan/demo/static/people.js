// Whose hands a phone is in: one picker for each phone.

import { act } from "./acts.js";
import { $, el } from "./dom.js";
import { on, world } from "./world.js";

const pickers = [];

/** A picker that calls `show(person)`; the choice outlives a reload. */
export function picker(name, first, show) {
  const known = Number(sessionStorage.getItem(name));
  const one = { name, chosen: known || first, show, box: $(`${name}-people`) };
  pickers.push(one);
  $(`${name}-new`).addEventListener("click", () => add(one));
}

/** The person who holds this phone. */
export const holder = (name) => world.people.get(pickers.find((one) => one.name === name).chosen);

function choose(one, id) {
  one.chosen = id;
  sessionStorage.setItem(one.name, String(id));
  one.show(world.people.get(id));
}

function draw(one) {
  const focused = one.box.contains(document.activeElement) && document.activeElement.value;
  const options = [...world.people.values()].map((person) => {
    const input = el("input", {
      type: "radio", name: `${one.name}-person`, value: person.id, checked: person.id === one.chosen,
      onchange: () => choose(one, person.id),
    });
    return el("label", { class: "who", "data-tone": person.id % 6 }, input,
      el("span", { class: "face", "aria-hidden": "true" }, person.name[0]), person.name);
  });
  one.box.replaceChildren(one.box.querySelector("legend"), ...options);
  if (focused) one.box.querySelector(`input[value="${focused}"]`)?.focus();
}

async function add(one) {
  const made = await act("people");
  if (!made) return;
  one.chosen = made.id;
  sessionStorage.setItem(one.name, String(made.id));
  if (world.people.has(made.id)) refresh();
}

function refresh() {
  for (const one of pickers) {
    if (!world.people.has(one.chosen)) one.chosen = world.people.keys().next().value;
    draw(one);
    one.show(world.people.get(one.chosen));
  }
}

on("all", refresh);
on("person", () => pickers.forEach(draw));
