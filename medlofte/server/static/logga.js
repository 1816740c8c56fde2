// Keeps what is typed in the activity form until the server has saved it: a phone loses its network, its battery or its
// tab. Sent as send.js does. Only in this tab's storage, which is gone when the tab is closed: a phone may be shared.

import { sent } from "./send.js";

const KEY = "medlofte-logga";
const form = document.getElementById("logga");
const words = JSON.parse(form.dataset.words || "{}");
const _ = (text) => words[text] ?? text;
const told = document.getElementById("draft");
const names = ["measure", "date", "amount", "place", "note", "source", "corrects", "receipt"];

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep() {
  try {
    const content = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    sessionStorage.setItem(KEY, JSON.stringify(content));
  } catch {
    // Storage is full or turned off: the form works as without this script.
  }
}

function restore(content) {
  // The receipt comes along: if the server did save it and only the answer was lost, it is not logged again.
  names.forEach((name) => { if (typeof content[name] === "string") form.elements[name].value = content[name]; });
  told.textContent = _("Det du skrev förut är kvar. Kontrollera det och spara.");
}

const draft = kept();
const fresh = !document.querySelector(".problem") && !form.elements.corrects.value;
if (form.dataset.saved) sessionStorage.removeItem(KEY);
else if (draft && fresh) restore(draft);
form.addEventListener("input", keep);
form.addEventListener("submit", keep);
sent(form, { _, say: (text) => { told.textContent = text; } });
