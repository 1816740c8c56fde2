// The meeting's clock. It counts by the browser's own steady clock from what was left when it was told.

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
const EVERY = 500;
const WARN = [300, 60, 0];
const SAID = () => ({ 300: _("Fem minuter kvar."), 60: _("En minut kvar."), 0: _("Tiden är ute.") });
const STATES = () => ({ ej_startad: _("Mötet har inte startat."), paus: _("Paus i mötet."), slut: _("Mötet är slut.") });

function make(tag, className) {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

const two = (n) => String(n).padStart(2, "0");
const written = (seconds) => {
  const whole = Math.abs(Math.round(seconds));
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
};

function render({ model, el }) {
  texts = model.get("texts") ?? {};
  const box = make("div", "ml-clock");
  const time = make("span", "ml-clock-time");
  const words = make("span", "ml-clock-words");
  const point = make("strong", "ml-clock-point");
  const next = make("span", "ml-small");
  const said = make("span", "ml-hidden");
  // The figures change all the time and are silent; only what matters is spoken.
  time.setAttribute("aria-hidden", "true");
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  words.append(point, next);
  box.append(time, words, said);
  el.replaceChildren(box);
  let since = performance.now();
  let before = null;
  let told = "";

  const left = () => model.get("left") - (model.get("state") === "pagar" ? (performance.now() - since) / 1000 : 0);

  function say(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  function draw() {
    const state = model.get("state");
    const going = state === "pagar" || state === "paus";
    const now = left();
    time.hidden = !going;
    time.textContent = going ? (now < 0 ? `+${written(now)}` : written(now)) : "";
    box.classList.toggle("ml-over", going && now < 0);
    box.classList.toggle("ml-paused", state === "paus");
    if (state === "pagar" && before !== null) {
      const passed = WARN.filter((mark) => before > mark && now <= mark);
      if (passed.length) say(SAID()[passed[passed.length - 1]]);
    }
    before = state === "pagar" ? now : null;
  }

  function read() {
    since = performance.now();
    before = null;
    const state = model.get("state");
    const title = model.get("title");
    point.textContent = STATES()[state] ? `${STATES()[state]}${state === "paus" ? ` ${title}` : ""}` : title;
    const over = left() < 0 ? _("över tiden") : _("kvar");
    next.textContent = [state === "pagar" ? over : "", model.get("following") ? `${_("Sedan:")} ${model.get("following")}` : ""]
      .filter(Boolean).join(" · ");
    const now = `${state}|${title}`;
    if (now !== told) {
      if (told) say(STATES()[state] || _("Nu: {title}, {n} min.").replace("{n}", Math.max(Math.round(left() / 60), 0)).replace("{title}", () => title));
      told = now;
    }
    draw();
  }

  const ask = () => document.visibilityState === "visible" && model.send({ want: "time" });
  model.on("change:sent", read);
  document.addEventListener("visibilitychange", ask);
  const timer = setInterval(draw, EVERY);
  read();
  ask();
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", ask);
    model.off("change:sent", read);
  };
}

export default { render };
