// Small helpers for elements. Whatever people wrote becomes a text node, never markup.

export const $ = (id) => document.getElementById(id);

/** An element: `on…` properties are listeners, `class` and other names are attributes, children are nodes or text. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== "" && child != null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const TIME = new Intl.DateTimeFormat("fi-FI", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Helsinki" });
const DAY = new Intl.DateTimeFormat("fi-FI", {
  weekday: "long", day: "numeric", month: "numeric", timeZone: "Europe/Helsinki",
});
const EUROS = new Intl.NumberFormat("fi-FI", { style: "currency", currency: "EUR" });

export const time = (iso) => TIME.format(new Date(iso));
export const day = (iso) => DAY.format(new Date(iso));
export const euros = (amount) => EUROS.format(amount);
export const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** +358457000000 → 045 700 0000, as a Finnish phone shows it. */
export function local(number) {
  const digits = number.replace(/^\+358/, "0");
  return `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
}

/** A button that opens a sheet: Escape, a click or the focus elsewhere, and a choice in it close it. */
export function disclosure(button, sheet) {
  const close = (focus) => {
    if (sheet.hidden) return;
    sheet.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  button.addEventListener("click", () => {
    sheet.hidden = !sheet.hidden;
    button.setAttribute("aria-expanded", String(!sheet.hidden));
    if (!sheet.hidden) sheet.querySelector("button, input")?.focus();
  });
  sheet.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
  });
  sheet.addEventListener("focusout", ({ relatedTarget: next }) => {
    if (next && !sheet.contains(next) && !button.contains(next)) close(false);
  });
  document.addEventListener("click", (event) => {
    if (!sheet.contains(event.target) && !button.contains(event.target)) close(false);
  });
  return close;
}

/** Put a list of nodes into a log that is filled, not told: nothing of it is announced. */
export function fill(log, nodes) {
  log.setAttribute("aria-live", "off");
  log.replaceChildren(...nodes);
  log.scrollTop = log.scrollHeight;
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
}

/** Add or replace the node with the same id; the end stays in sight. */
export function place(log, node) {
  const old = document.getElementById(node.id);
  if (old) old.replaceWith(node);
  else log.append(node);
  log.scrollTop = log.scrollHeight;
}
