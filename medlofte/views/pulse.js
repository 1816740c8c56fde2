// The page's pulse: a tick each second lets the page look in the store, and an answer says that the kernel lives.

import { setting } from "./setting.js";

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
const EVERY = 1000;
const PATIENCE = 8000;
const MEND = 3;
const LOST = () => _("Anslutningen bröts. Sidan hämtas på nytt så snart det går; det du redan svarat är sparat. ");
const TYPED = () => _("Anslutningen bröts – ladda om sidan. Det du redan svarat är sparat, men inte det du håller på att skriva. ");
const UNSENT = () => _("Det du gjorde sist är inte skickat än. ");
const KEPT = () => _("Det du håller på att skriva följer med. ");
const NEW = () => _("En ny utgåva av underlaget har publicerats. ");

// A page of the workshop server's keeps what is being written when it is fetched anew (kept.js), and knows its wire.
const ours = () => window.medlofte;

function banner(role) {
  const box = document.createElement("div");
  box.className = "ml-lost";
  box.setAttribute("role", role);
  const said = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = _("Ladda om sidan");
  button.addEventListener("click", () => (ours() ? ours().kept.reload({ asked: true }) : window.location.reload()));
  box.append(said, button);
  box.say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };
  return box;
}

function told(typed) {
  if (typed && !ours()) return TYPED();
  return LOST() + (ours()?.wire.unsent() ? UNSENT() : "") + (typed ? KEPT() : "");
}

// The server answers though the kernel does not: then there is a new page to be had.
async function serverAnswers() {
  try {
    return (await fetch(`${setting("baseUrl", "/")}halsa`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

function render({ model, el }) {
  texts = model.get("texts") ?? {};
  const lost = banner("alert");
  const renewed = banner("status");
  renewed.classList.add("ml-new");
  renewed.say(NEW());
  let count = 0;
  let heard = Date.now();
  let asked = Date.now();
  let answers = 0;
  let typed = false;
  let asking = false;

  function hear(content) {
    if (content.tock === undefined) return;
    heard = Date.now();
    answers = 0;
    lost.remove();
    if (content.renewed && model.get("waiting")) anew();
    else if (content.renewed && !el.contains(renewed)) el.append(renewed);
  }

  async function mend() {
    renewed.remove();
    lost.say(told(typed));
    if (!el.contains(lost)) el.append(lost);
    if (count % MEND || asking) return;
    asking = true;
    const there = await serverAnswers();
    asking = false;
    if (!there || !el.contains(lost)) return;
    answers += 1;
    // First another line to the same kernel, where what was done waits for it; then another kernel.
    if (answers === 1) ours()?.wire.renew();
    else if (ours()) ours().kept.reload();
    else if (!typed) window.location.reload();
  }

  function anew() {
    if (ours()) ours().kept.reload();
    else window.location.reload();
  }

  function die() {
    heard = -Infinity;
    mend();
  }

  function tick() {
    const now = Date.now();
    // A tab that slept must not blame the server for its own silence.
    if (now - asked > 3 * EVERY) heard = now;
    asked = now;
    count += 1;
    try {
      model.send({ tick: count });
    } catch (error) {
      console.warn("medlofte:", error);
    }
    if (now - heard > PATIENCE) mend();
  }

  function landmark() {
    // The medlofte template has a main of its own; plain Voilà has none.
    const page = el.closest(".ml-page");
    if (page && !document.querySelector("main, [role='main']")) page.setAttribute("role", "main");
  }

  function type(event) {
    if (event.target.matches("textarea, input[type='text'], input[type='number'], input[type='date']")) typed = true;
  }

  model.on("msg:custom", hear);
  document.addEventListener("input", type);
  window.addEventListener("medlofte-dead", die);
  setTimeout(landmark);
  const timer = setInterval(tick, EVERY);
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", type);
    window.removeEventListener("medlofte-dead", die);
    model.off("msg:custom", hear);
  };
}

export default { render };
