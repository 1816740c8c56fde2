// A ballot: one fieldset with real radio buttons per question, so that keyboard and screen reader work as anywhere.

let made = 0;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function choice(name, [value, label], chosen) {
  const wrap = make("label", "ml-choice");
  const input = make("input");
  Object.assign(input, { type: "radio", name, value, checked: value === chosen });
  wrap.append(input, make("span", "", label));
  return wrap;
}

function fieldset(question, name, chosen) {
  const field = make("fieldset", "ml-question");
  field.append(make("legend", "", question.label));
  if (question.help) {
    const help = make("p", "ml-help", question.help);
    help.id = `${name}-help`;
    field.setAttribute("aria-describedby", help.id);
    field.append(help);
  }
  const row = make("div", "ml-choices");
  question.options.forEach((option) => row.append(choice(name, option, chosen)));
  field.append(row);
  field.addEventListener("change", (event) => field.dispatchEvent(
    new CustomEvent("answered", { bubbles: true, detail: [question.id, event.target.value] })));
  return field;
}

function render({ model, el }) {
  const prefix = `ml-ballot-${++made}`;
  const form = make("form", "ml-ballot");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("answered", (event) => {
    const [id, value] = event.detail;
    model.set("answers", { ...model.get("answers"), [id]: value });
    model.save_changes();
  });
  el.replaceChildren(form);

  function build() {
    const answers = model.get("answers");
    form.replaceChildren(...model.get("questions").map((q, i) => fieldset(q, `${prefix}-${i}`, answers[q.id])));
    able();
  }
  function mark() {
    const answers = model.get("answers");
    model.get("questions").forEach((q, i) => form.querySelectorAll(`input[name="${prefix}-${i}"]`).forEach((input) => {
      input.checked = input.value === answers[q.id];
    }));
  }
  function able() {
    form.querySelectorAll("fieldset").forEach((field) => { field.disabled = model.get("disabled"); });
  }

  model.on("change:questions", build);
  model.on("change:answers", mark);
  model.on("change:disabled", able);
  build();
  return () => {
    model.off("change:questions", build);
    model.off("change:answers", mark);
    model.off("change:disabled", able);
  };
}

export default { render };
