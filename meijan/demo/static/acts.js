// What people do, sent to the demo's server.

import { $ } from "./dom.js";

const HEADERS = { "X-Phones": "1" };

async function post(path, body, type) {
  try {
    const answer = await fetch(`/phones/${path}`, { method: "POST", headers: { ...HEADERS, "Content-Type": type }, body });
    if (answer.ok) return answer.status === 204 ? true : await answer.json();
    const { detail } = await answer.json();
    notice(typeof detail === "string" ? `Ei onnistunut: ${detail}` : "Ei onnistunut.");
  } catch {
    notice("Palvelu ei vastaa. Onko se käynnissä?");
  }
  return null;
}

/** Do something: true or the answer, null if it was refused (and said so). */
export const act = (path, body = {}) => post(path, JSON.stringify(body), "application/json");

/** Send a picture from the person's own device. */
export function sendPhoto(person, file, caption) {
  const query = caption ? `?caption=${encodeURIComponent(caption)}` : "";
  return post(`chat/${person}/photo${query}`, file, "application/octet-stream");
}

let hiding = 0;

/** Tell what could not be done, for a while. */
export function notice(text) {
  $("notice").textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => { $("notice").textContent = ""; }, 8000);
}
