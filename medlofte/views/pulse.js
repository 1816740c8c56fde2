// The page's pulse: a tick each second lets the page look in the store, and an answer says that the kernel lives.

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
const EVERY = 1000;
const PATIENCE = 8000;
const MEND = 3;
const LOST = () => _("Anslutningen bröts. Sidan hämtas på nytt så snart det går; det du redan svarat är sparat. ");
const TYPED = () => _("Anslutningen bröts – ladda om sidan. Det du redan svarat är sparat, men inte det du håller på att skriva. ");
const NEW = () => _("En ny utgåva av underlaget har publicerats. ");

function banner(role) {
  const box = document.createElement("div");
  box.className = "ml-lost";
  box.setAttribute("role", role);
  const said = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = _("Ladda om sidan");
  button.addEventListener("click", () => window.location.reload());
  box.append(said, button);
  box.say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };
  return box;
}

// The server answers though the kernel does not: then there is a new page to be had.
async function serverAnswers() {
  try {
    const { baseUrl } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    return (await fetch(`${baseUrl}halsa`, { cache: "no-store" })).ok;
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

  function hear(content) {
    if (content.tock === undefined) return;
    heard = Date.now();
    answers = 0;
    lost.remove();
    if (content.renewed && !el.contains(renewed)) el.append(renewed);
  }

  async function mend() {
    renewed.remove();
    lost.say(typed ? TYPED() : LOST());
    if (!el.contains(lost)) el.append(lost);
    if (count % MEND || !(await serverAnswers())) return;
    answers += 1;
    if (answers > 1 && !typed && el.contains(lost)) window.location.reload();
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
  setTimeout(landmark);
  const timer = setInterval(tick, EVERY);
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", type);
    model.off("msg:custom", hear);
  };
}

export default { render };
