// What the plain pages gain by a script: they keep themselves fresh and guard what is typed. All works without it.

import { sent } from "./send.js";

const EVERY = 2000;
const MISSED = 3;
const LEAVE_MS = 20000;
const { key, ask } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words || "{}");
const _ = (text) => words[text] ?? text;
const live = document.getElementById("live");
const guarded = document.querySelectorAll("form[data-guard]");
let typed = false;
let missed = 0;
let leaving = 0;
let renewing = false;

function tell(text, link) {
  if (live.dataset.said === text) return;
  live.dataset.said = text;
  live.replaceChildren(text);
  if (!text || !link) return;
  const again = document.createElement("a");
  again.href = location.pathname;
  again.textContent = link;
  live.append(" ", again);
}

function show(texts) {
  for (const node of document.querySelectorAll("[data-live]")) {
    const text = texts[node.dataset.live];
    if (text !== undefined && node.textContent !== text) node.textContent = text;
  }
}

function outdated() {
  if (renewing || performance.now() < leaving) return;
  renewing = !typed;
  if (typed) tell(_("Läget har ändrats i mötet. Det du har fyllt i är inte sparat."), _("Hämta sidan på nytt"));
  else location.replace(location.pathname);
}

// A new page that is still on its way must not take what is filled in, or sent, meanwhile.
function stay() {
  if (!renewing) return;
  window.stop();
  renewing = false;
  leaving = 0;
}

async function look() {
  try {
    const answer = await fetch(ask, { cache: "no-store", signal: AbortSignal.timeout(5 * EVERY) });
    if (answer.status === 403) return location.replace(location.pathname);
    if (!answer.ok) throw new Error(answer.status);
    const now = await answer.json();
    missed = 0;
    show(now.texts);
    if (now.key !== key) return outdated();
    if (!sending()) tell("");
  } catch {
    missed += 1;
    if (missed === MISSED && !sending()) tell(_("Ingen kontakt med mötet just nu. Det du har sparat finns kvar."));
  }
}

const sending = () => sendings.some((waits) => waits());

function count(form) {
  const left = form.dataset.dots - [...form.querySelectorAll("select")].reduce((sum, s) => sum + Number(s.value), 0);
  document.getElementById("kvar").textContent = (left < 0 ? _("{n} för många prickar") : _("Prickar kvar: {n}")).replace("{n}", Math.abs(left));
}

// A form on its way must not be overtaken by a page that fetches itself anew.
document.addEventListener("submit", () => {
  stay();
  leaving = Infinity;
}, true);
const sendings = [...guarded].map((form) => sent(form, { _, say: tell, done: () => { typed = false; } }));
for (const form of guarded) {
  form.addEventListener("input", () => {
    typed = true;
    stay();
  });
  if (form.dataset.dots) {
    form.addEventListener("input", () => count(form));
    count(form);
  }
}
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
  // Nor must a link that was followed; one to a file leaves the page where it is.
  leaving = Math.max(leaving, performance.now() + LEAVE_MS);
});
// A page that comes back from the browser's memory may be old.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.getElementById("sagt")?.focus();
// A page that says nothing of the moment does not ask for it.
if (ask) {
  setInterval(() => { if (!document.hidden) look(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
}
