// What the plain pages gain by a script: they keep themselves fresh and guard what is typed. All works without it.
"use strict";

const EVERY = 2000;
const MISSED = 3;
const { key, ask } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words || "{}");
const _ = (text) => words[text] ?? text;
const live = document.getElementById("live");
const guarded = document.querySelectorAll("form[data-guard]");
let typed = false;
let missed = 0;
let leaving = false;
let unsent = false;
const UNSENT = _("Ingen kontakt med mötet: inget är skickat. Det du har fyllt i står kvar; försök igen om en stund.");
const BACK = _("Kontakten är tillbaka. Det du har fyllt i är inte skickat: spara igen.");

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
  if (leaving) return;
  if (typed) tell(_("Läget har ändrats i mötet. Det du har fyllt i är inte sparat."), _("Hämta sidan på nytt"));
  else location.replace(location.pathname);
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
    if (!sending()) tell(unsent ? BACK : "");
  } catch {
    missed += 1;
    if (missed === MISSED && !unsent) tell(_("Ingen kontakt med mötet just nu. Det du har sparat finns kvar."));
  }
}

function sending() {
  return [...guarded].some((form) => form.dataset.asking);
}

function count(form) {
  const left = form.dataset.dots - [...form.querySelectorAll("select")].reduce((sum, s) => sum + Number(s.value), 0);
  document.getElementById("kvar").textContent = (left < 0 ? _("{n} för många prickar") : _("{n} prickar kvar")).replace("{n}", Math.abs(left));
}

// A browser that sends a form to a server that is gone shows an error page in place of what was filled in: ask first.
async function reached() {
  try {
    const answer = await fetch(ask, { cache: "no-store", signal: AbortSignal.timeout(5 * EVERY) });
    return answer.ok || answer.status === 403;
  } catch {
    return false;
  }
}

async function send(event) {
  const form = event.target;
  if (form.dataset.sure) {
    typed = false;
    return;
  }
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  const slow = setTimeout(() => tell(_("Skickar …")), EVERY / 2);
  const there = await reached();
  clearTimeout(slow);
  delete form.dataset.asking;
  unsent = !there;
  if (unsent) {
    leaving = false;
    tell(UNSENT);
    return;
  }
  form.dataset.sure = "1";
  form.requestSubmit(event.submitter);
}

// A form on its way must not be overtaken by a page that fetches itself anew.
document.addEventListener("submit", () => { leaving = true; });
for (const form of guarded) {
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", send);
  if (form.dataset.dots) {
    form.addEventListener("input", () => count(form));
    count(form);
  }
}
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
// A page that comes back from the browser's memory may be old.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.getElementById("sagt")?.focus();
setInterval(() => { if (!document.hidden) look(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
