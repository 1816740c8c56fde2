// Draws the figures of a page without a kernel: each is a widget whose state stands in the page. It asks for itself anew
// as soon as there is room for the live page, and each minute, since the meeting goes on.

import { setting } from "./setting.js";
import figure from "./widget.js";

for (const el of document.querySelectorAll(".ml-still")) {
  const state = JSON.parse(el.querySelector("script").textContent);
  const model = { get: (name) => state[name], set() {}, on() {}, off() {}, send() {}, save_changes() {} };
  figure.render({ model, el });
}

const EVERY_MS = 5000;
const OLD_MS = 60000;

async function look() {
  try {
    const answer = await fetch(`${setting("baseUrl")}lage`, { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) });
    const room = answer.ok && (await answer.json()).room;
    if (answer.status === 403 || room || (answer.ok && performance.now() > OLD_MS)) location.reload();
  } catch {
    // The server is away; what is shown stands.
  }
}

setInterval(() => document.hidden || look(), EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || look());
