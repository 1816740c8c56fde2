// How each kind of widget looks in a page of the workshop server: the elements and classes of Jupyter's own, so that one
// style sheet fits both, with a listener for what the visitor does.

(() => {
  const TYPING_MS = 120;
  let made = 0;

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // Do something now and each time one of these traits changes.
  function follow(model, names, act) {
    names.forEach((name) => model.on(`change:${name}`, act));
    act();
  }

  function label(el, model, control) {
    const node = make("label", "widget-label");
    if (control) {
      control.id = `ml-control-${++made}`;
      node.htmlFor = control.id;
    }
    el.prepend(node);
    follow(model, ["description"], () => {
      node.textContent = model.get("description");
      node.style.display = model.get("description") ? "" : "none";
    });
  }

  function field(kind, model, control) {
    const el = make("div", `jupyter-widgets widget-inline-hbox ${kind}`);
    el.append(control);
    label(el, model, control);
    follow(model, ["disabled"], () => (control.disabled = model.get("disabled")));
    return el;
  }

  function html(model) {
    const el = make("div", "jupyter-widgets widget-inline-hbox widget-html");
    const content = make("div", "widget-html-content");
    el.append(content);
    label(el, model);
    follow(model, ["value"], () => (content.innerHTML = model.get("value")));
    return el;
  }

  function options(model, select) {
    follow(model, ["_options_labels"], () => {
      select.replaceChildren(...model.get("_options_labels").map((text) => make("option", "", text)));
    });
  }

  function dropdown(model) {
    const select = make("select");
    options(model, select);
    follow(model, ["_options_labels", "index"], () => (select.selectedIndex = model.get("index") ?? -1));
    select.addEventListener("change", () => {
      model.set("index", select.selectedIndex < 0 ? null : select.selectedIndex);
      model.save_changes();
    });
    return field("widget-dropdown", model, select);
  }

  function several(model) {
    const select = make("select");
    select.multiple = true;
    options(model, select);
    follow(model, ["_options_labels", "index"], () => {
      [...select.options].forEach((option, index) => (option.selected = model.get("index").includes(index)));
    });
    follow(model, ["rows"], () => (select.size = model.get("rows") ?? 5));
    select.addEventListener("change", () => {
      model.set("index", [...select.selectedOptions].map((option) => option.index));
      model.save_changes();
    });
    return field("widget-select widget-select-multiple", model, select);
  }

  // What is typed is sent in pieces, and all of it when the field is left.
  function typed(model, control, read = (text) => text) {
    let timer = 0;
    const note = () => {
      const value = read(control.value);
      if (value !== null) model.set("value", value);
    };
    control.addEventListener("input", () => {
      clearTimeout(timer);
      if (!model.get("continuous_update")) return;
      note();
      timer = setTimeout(() => model.save_changes(), TYPING_MS);
    });
    control.addEventListener("change", () => {
      clearTimeout(timer);
      note();
      model.save_changes();
    });
    follow(model, ["value"], () => {
      const value = String(model.get("value") ?? "");
      if (document.activeElement !== control || read(control.value) !== model.get("value")) control.value = value;
    });
    follow(model, ["placeholder"], () => (control.placeholder = model.get("placeholder") ?? ""));
  }

  function text(model) {
    const input = make("input");
    input.type = "text";
    typed(model, input);
    return field("widget-text", model, input);
  }

  function textarea(model) {
    const area = make("textarea");
    if (model.get("rows")) area.rows = model.get("rows");
    typed(model, area);
    return field("widget-textarea", model, area);
  }

  function number(model) {
    const input = make("input");
    input.type = "number";
    follow(model, ["min", "max", "step"], () => {
      ["min", "max"].forEach((name) => (input[name] = model.get(name) ?? ""));
      input.step = model.get("step") ?? "any";
    });
    // Half a number is none: it is read when it fits.
    typed(model, input, () => (input.value !== "" && input.checkValidity() ? input.valueAsNumber : null));
    return field("widget-text", model, input);
  }

  function checkbox(model) {
    const el = make("div", "jupyter-widgets widget-inline-hbox widget-checkbox");
    const wrap = make("label", "widget-label-basic");
    const input = make("input");
    const said = make("span");
    input.type = "checkbox";
    wrap.append(input, said);
    el.append(wrap);
    follow(model, ["value"], () => (input.checked = model.get("value")));
    follow(model, ["description"], () => (said.textContent = model.get("description")));
    follow(model, ["disabled"], () => (input.disabled = model.get("disabled")));
    input.addEventListener("change", () => {
      model.set("value", input.checked);
      model.save_changes();
    });
    return el;
  }

  function button(model) {
    const el = make("button", "jupyter-widgets jupyter-button widget-button");
    el.type = "button";
    follow(model, ["description"], () => (el.textContent = model.get("description")));
    follow(model, ["disabled"], () => (el.disabled = model.get("disabled")));
    follow(model, ["button_style"], () => el.classList.toggle("mod-primary", model.get("button_style") === "primary"));
    el.addEventListener("click", () => model.send({ event: "click" }));
    return el;
  }

  window.medlofte.controls = {
    HTMLView: html, DropdownView: dropdown, SelectMultipleView: several, TextView: text, TextareaView: textarea,
    IntTextView: number, FloatTextView: number, CheckboxView: checkbox, ButtonView: button,
  };
  window.medlofte.make = make;
  window.medlofte.follow = follow;
})();
