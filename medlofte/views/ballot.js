// A ballot of three kinds. Real radio buttons and buttons, so that keyboard and screen reader work as anywhere.

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
let made = 0;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(text, label, act) {
  const node = make("button", "ml-step", text);
  node.type = "button";
  node.setAttribute("aria-label", label);
  node.addEventListener("click", act);
  return node;
}

function choice(name, [value, label], chosen) {
  const wrap = make("label", "ml-choice");
  const input = make("input");
  Object.assign(input, { type: "radio", name, value, checked: value === chosen });
  wrap.append(input, make("span", "", label));
  return wrap;
}

// One fieldset per question, in place; a new answer only moves the mark.
function ratings({ model, form, prefix, answer }) {
  function fieldset(question, name) {
    const field = make("fieldset", "ml-question");
    field.append(make("legend", "", question.label));
    if (question.help) {
      const help = make("p", "ml-help", question.help);
      help.id = `${name}-help`;
      field.setAttribute("aria-describedby", help.id);
      field.append(help);
    }
    const row = make("div", "ml-choices");
    question.options.forEach((option) => row.append(choice(name, option, model.get("answers")[question.id])));
    field.append(row);
    field.addEventListener("change", (event) => answer({ ...model.get("answers"), [question.id]: event.target.value }));
    return field;
  }
  form.replaceChildren(...model.get("questions").map((q, i) => fieldset(q, `${prefix}-${i}`)));
  return () => model.get("questions").forEach((q, i) => {
    form.querySelectorAll(`input[name="${prefix}-${i}"]`).forEach((input) => {
      input.checked = input.value === model.get("answers")[q.id];
    });
  });
}

function dots({ model, form, answer, say }) {
  const given = (id) => model.get("answers")[id] || 0;
  const left = () => model.get("limit") - model.get("questions").reduce((sum, q) => sum + given(q.id), 0);
  const rest = make("p", "ml-left");
  const rows = model.get("questions").map((question) => {
    const row = make("div", "ml-item");
    const count = make("output", "ml-count");
    const give = (step) => () => {
      const now = Math.max(given(question.id) + step, 0);
      if (left() - step < 0) return say(_("Du har inga prickar kvar."));
      answer({ ...model.get("answers"), [question.id]: now });
      say(`${question.label}: ${now}. ${_("Kvar:")} ${left()}.`);
    };
    const less = button("−", `${_("En prick färre:")} ${question.label}`, give(-1));
    const more = button("+", `${_("En prick till:")} ${question.label}`, give(1));
    row.append(make("span", "ml-name", question.label), less, count, more);
    return { row, question, count, less, more };
  });
  form.replaceChildren(rest, ...rows.map(({ row }) => row));
  return () => {
    rest.textContent = _("Du har {n} av {limit} prickar kvar.").replace("{n}", left()).replace("{limit}", model.get("limit"));
    rows.forEach(({ question, count, less, more }) => {
      count.textContent = `${given(question.id)} ${"●".repeat(Math.min(given(question.id), 10))}`;
      less.disabled = model.get("disabled") || given(question.id) === 0;
      more.disabled = model.get("disabled") || left() <= 0;
    });
  };
}

function order({ model, form, answer, say }) {
  const names = () => Object.fromEntries(model.get("questions").map((q) => [q.id, q.label]));
  const placed = () => (model.get("answers").order || []).filter((id) => names()[id]);

  function put(id, place) {
    const rest = placed().filter((other) => other !== id);
    if (place !== null) rest.splice(place, 0, id);
    answer({ order: rest });
    say(`${names()[id]}: ${place === null ? _("ingen plats.") : _("plats {n}.").replace("{n}", place + 1)}`);
  }
  function row(id, place, last) {
    const item = make(place === null ? "div" : "li", "ml-item");
    const name = names()[id];
    item.append(make("span", "ml-name", place === null ? name : `${place + 1}. ${name}`));
    const add = (key, text, label, to, off) => {
      const node = button(text, `${label}: ${name}`, () => put(id, to));
      node.dataset.key = `${key}-${id}`;
      node.disabled = off || model.get("disabled");
      item.append(node);
    };
    if (place === null) add("in", _("Lägg sist"), _("Lägg sist i ordningen"), last, false);
    else {
      add("up", "↑", _("Flytta upp"), place - 1, place === 0);
      add("down", "↓", _("Flytta ner"), place + 1, place === last);
      add("out", "✕", _("Ta bort ur ordningen"), null, false);
    }
    return item;
  }
  return () => {
    const held = document.activeElement?.dataset?.key;
    const now = placed();
    const list = make("ol", "ml-order");
    list.append(...now.map((id, i) => row(id, i, now.length - 1)));
    const rest = model.get("questions").map((q) => q.id).filter((id) => !now.includes(id));
    const kids = [make("h4", "", _("Din ordning, viktigast först")), list];
    if (!now.length) kids.push(make("p", "ml-help", _("Ingen plats är satt ännu.")));
    if (rest.length) kids.push(make("h4", "", _("Utan plats")), ...rest.map((id) => row(id, null, now.length)));
    form.replaceChildren(...kids);
    if (!held) return;
    // The same button of the same problem, or where it went: the keyboard never loses its place.
    const id = held.slice(held.indexOf("-") + 1);
    const found = [held, `up-${id}`, `down-${id}`, `out-${id}`, `in-${id}`]
      .map((key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`)).find((node) => node && !node.disabled);
    found?.focus();
  };
}

const KINDS = { bedomning: ratings, prickar: dots, rangordning: order };

function render({ model, el }) {
  texts = model.get("texts") ?? {};
  const prefix = `ml-ballot-${++made}`;
  const form = make("form", "ml-ballot");
  const said = make("p", "ml-hidden");
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  form.addEventListener("submit", (event) => event.preventDefault());
  el.replaceChildren(form, said);
  let mark = () => {};

  function answer(answers) {
    model.set("answers", answers);
    model.save_changes();
  }
  function able() {
    form.querySelectorAll("fieldset").forEach((field) => { field.disabled = model.get("disabled"); });
    mark();
  }
  function build() {
    const say = (text) => { said.textContent = text; };
    mark = KINDS[model.get("kind")]({ model, form, prefix, answer, say });
    able();
  }
  const changed = () => mark();

  model.on("change:questions", build);
  model.on("change:kind", build);
  model.on("change:answers", changed);
  model.on("change:limit", changed);
  model.on("change:disabled", able);
  build();
  return () => {
    model.off("change:questions", build);
    model.off("change:kind", build);
    model.off("change:answers", changed);
    model.off("change:limit", changed);
    model.off("change:disabled", able);
  };
}

export default { render };
