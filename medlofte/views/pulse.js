// The page's pulse: a tick each second lets the page look in the store, and an answer says that the kernel lives.

const EVERY = 1000;
const PATIENCE = 8000;

function banner() {
  const box = document.createElement("div");
  box.className = "ml-lost";
  box.setAttribute("role", "alert");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Ladda om sidan";
  button.addEventListener("click", () => window.location.reload());
  box.append("Anslutningen bröts – ladda om sidan. Det du redan svarat är sparat. ", button);
  return box;
}

function render({ model, el }) {
  const lost = banner();
  let count = 0;
  let heard = Date.now();
  let asked = Date.now();

  function hear(content) {
    if (content.tock === undefined) return;
    heard = Date.now();
    if (el.contains(lost)) lost.remove();
  }

  function tick() {
    const now = Date.now();
    // A tab that slept must not blame the server for its own silence.
    if (now - asked > 3 * EVERY) heard = now;
    asked = now;
    try {
      model.send({ tick: ++count });
    } catch (error) {
      console.warn("medlofte:", error);
    }
    if (now - heard > PATIENCE && !el.contains(lost)) el.append(lost);
  }

  function landmark() {
    // The medlofte template has a main of its own; plain Voilà has none.
    const page = el.closest(".ml-page");
    if (page && !document.querySelector("main, [role='main']")) page.setAttribute("role", "main");
  }

  model.on("msg:custom", hear);
  setTimeout(landmark);
  const timer = setInterval(tick, EVERY);
  return () => {
    clearInterval(timer);
    model.off("msg:custom", hear);
  };
}

export default { render };
