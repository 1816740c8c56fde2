// Draws the figures of a page without a kernel: each is a widget whose state stands in the page.

import figure from "./widget.js";

for (const el of document.querySelectorAll(".ml-still")) {
  const state = JSON.parse(el.querySelector("script").textContent);
  const model = { get: (name) => state[name], set() {}, on() {}, off() {}, send() {}, save_changes() {} };
  figure.render({ model, el });
}
