// The coding room. The kernel decides; this file draws the card and turns keys and clicks into questions to it.

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
const fill = (text, given) => text.replace(/\{(\w+)\}/g, (hole, name) => given[name] ?? hole);
let made = 0;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(text, press) {
  const node = make("button", "mc-button", text);
  node.type = "button";
  node.addEventListener("click", press);
  return node;
}

// The text as nodes: evidence is marked, its topic and rule stand in the title and for screen readers.
function written(card, labels) {
  // Positions count characters, as Python does, not UTF-16 units.
  const letters = [...card.text.normalize("NFC")];
  const cuts = new Set([0, letters.length]);
  card.evidence.forEach(([start, end]) => cuts.add(start).add(end));
  const order = [...cuts].sort((a, b) => a - b);
  return order.slice(0, -1).map((start, i) => {
    const end = order[i + 1];
    const over = card.evidence.filter(([from, to]) => from <= start && to >= end);
    if (!over.length) return document.createTextNode(letters.slice(start, end).join(""));
    const mark = make("mark", "", letters.slice(start, end).join(""));
    const why = over.map(([, , topic, rule]) => `${labels.get(topic) ?? topic} (${rule})`).join("; ");
    mark.title = why;
    mark.append(make("span", "mc-hidden", ` [${why}] `));
    return mark;
  });
}

function render({ model, el }) {
  texts = model.get("texts") ?? {};
  const id = `mc-${++made}`;
  let chosen = new Set();
  const root = make("section", "mc-room");
  root.setAttribute("aria-label", _("Koda fria svar"));
  root.tabIndex = 0;
  const bar = make("div", "mc-bar");
  const text = make("p", "mc-text");
  text.id = `${id}-text`;
  const note = make("p", "mc-note");
  const both = make("ul", "mc-both");
  both.setAttribute("aria-label", _("Vad kodarna valde"));
  const list = make("div", "mc-topics");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", _("Ämnen"));
  const search = make("input", "mc-search");
  Object.assign(search, { type: "search", placeholder: _("Sök ämne"), autocomplete: "off" });
  search.setAttribute("aria-label", _("Sök ämne"));
  const said = make("p", "mc-said");
  said.setAttribute("role", "status");
  const more = make("div", "mc-more");
  const deeds = make("div", "mc-deeds");
  const send = (what, given) => model.send({ do: what, with: given });
  const accept = () => send("accept", [...chosen]);
  deeds.append(
    button(_("Spara och nästa (Enter)"), accept), button(_("Ångra (U)"), () => send("undo")),
    button(_("Hoppa över (S)"), () => send("skip")), button(_("Oklart (D)"), () => send("unclear")),
    button(_("Nytt mönster (N)"), pattern), button(_("Plats (P)"), place), button(_("Flagga (F)"), () => send("flag")));
  root.append(bar, text, note, both, search, list, deeds, more, said, make("p", "mc-keys",
    _("1–9 väljer, bokstäver eller / söker, Enter sparar, U ångrar, S hoppar över, D oklart, N nytt mönster, P plats, F flagga")));
  el.replaceChildren(root);

  const labels = () => new Map(model.get("topics").map((topic) => [topic.id, topic.label]));

  function order() {
    const wanted = search.value.trim().toLowerCase();
    const first = (model.get("card").suggested ?? []).map(([topic, from]) => [topic, from]);
    const known = new Set(first.map(([topic]) => topic));
    const rest = model.get("topics").map((topic) => topic.id).filter((topic) => !known.has(topic)).map((topic) => [topic, ""]);
    const names = labels();
    return [...first, ...rest].filter(([topic]) => !wanted || names.get(topic).toLowerCase().includes(wanted));
  }

  function topics() {
    const names = labels();
    list.replaceChildren(...order().map(([topic, from], i) => {
      const wrap = make("label", "mc-topic");
      const box = make("input");
      Object.assign(box, { type: "checkbox", checked: chosen.has(topic), value: topic });
      box.addEventListener("change", () => toggle(topic));
      const key = i < 9 ? `${i + 1} ` : "";
      wrap.append(box, make("kbd", "", key), make("span", "", names.get(topic)));
      if (from) {
        const badge = make("abbr", "mc-from", from);
        badge.title = { R: _("föreslås av ett mönster"), S: _("föreslås av ett svagt mönster och räknas inte"), M: _("föreslås av modellen") }[from] ?? fill(_("valt av kodare {names}"), { names: [...from].join(_(" och ")) });
        wrap.append(badge);
      }
      return wrap;
    }));
  }

  function toggle(topic) {
    if (chosen.has(topic)) chosen.delete(topic); else chosen.add(topic);
    // The box itself, not the list made anew: the one that was pressed keeps the focus, and so the keys.
    const box = [...list.querySelectorAll("input")].find((one) => one.value === topic);
    if (box) box.checked = chosen.has(topic);
    said.textContent = `${labels().get(topic)}: ${chosen.has(topic) ? _("vald") : _("bortvald")}.`;
  }

  function card() {
    const now = model.get("card");
    const empty = now.text === undefined;
    chosen = new Set(now.chosen ?? []);
    search.value = "";
    text.replaceChildren(...(empty ? [document.createTextNode(_("Kön är tom."))] : written(now, labels())));
    const names = labels();
    const given = (now.given ?? []).map((topics, i) =>
      fill(_("Kodare {letter}: {topics}."), {
        letter: "ABCDEFGH"[i] ?? i + 1, topics: topics.map((topic) => names.get(topic) ?? topic).join(", ") || _("inget ämne"),
      }));
    both.replaceChildren(...given.map((line) => make("li", "", line)));
    both.hidden = !given.length;
    const alike = now.alike > 1 ? fill(_("Svar som är skrivna så: {n}. "), { n: now.alike }) : "";
    const likely = now.likely ? fill(_("Troligt ämne, som ingen har valt: {topic}. "), { topic: names.get(now.likely) }) : "";
    note.textContent = empty ? "" : alike + likely + (now.attention.length ? fill(_("Kan behöva flaggas: {why}."), { why: now.attention.join(", ") }) : "");
    // A form that had the focus is gone; the room takes it, so that keys go on working.
    if (more.contains(document.activeElement)) root.focus();
    more.replaceChildren();
    topics();
    progress();
  }

  function progress() {
    const { left, done, all } = model.get("progress");
    const pick = make("select", "mc-queue");
    pick.setAttribute("aria-label", _("Kö"));
    model.get("queue_names").forEach(([key, label]) => {
      const option = make("option", "", label);
      Object.assign(option, { value: key, selected: key === model.get("queue") });
      pick.append(option);
    });
    pick.addEventListener("change", () => { model.set("queue", pick.value); model.save_changes(); });
    const meter = make("progress");
    Object.assign(meter, { max: all || 1, value: done });
    meter.setAttribute("aria-label", _("Granskade svar"));
    const first = model.get("queue") === "uncoded" && model.get("card").likely ? _(". De säkraste förslagen först.") : "";
    bar.replaceChildren(pick, make("span", "", fill(_("{left} kvar i kön, granskade: {done} av {all}"), { left, done, all }) + first), meter);
  }

  function form(title, choices, extra, done) {
    const box = make("form", "mc-form");
    const select = make("select");
    select.setAttribute("aria-label", title);
    choices.forEach(([value, label]) => { const o = make("option", "", label); o.value = value; select.append(o); });
    const ok = make("button", "mc-button", _("Visa"));
    box.append(make("span", "", title), ...extra, select, ok, button(_("Stäng"), () => { more.replaceChildren(); root.focus(); }));
    box.addEventListener("submit", (event) => { event.preventDefault(); done(select.value); });
    more.replaceChildren(box);
    (extra[0] ?? select).focus();
    return ok;
  }

  // The marked words, without what stands beside them for screen readers.
  function marked() {
    const selection = window.getSelection();
    if (!selection.rangeCount) return "";
    const part = selection.getRangeAt(0).cloneContents();
    part.querySelectorAll(".mc-hidden").forEach((node) => node.remove());
    return part.textContent.trim().toLowerCase();
  }

  function pattern() {
    const words = marked();
    const input = make("input");
    Object.assign(input, { type: "text", value: words });
    input.setAttribute("aria-label", _("Mönster"));
    const sentence = make("input");
    Object.assign(sentence, { type: "text", value: words, placeholder: _("Mening som mönstret ska träffa") });
    sentence.setAttribute("aria-label", _("Provmening"));
    const given = (topic) => ({ pattern: input.value, topic, sentence: sentence.value });
    form(_("Nytt mönster"), [...labels()], [input, sentence], (topic) => send("pattern", given(topic)));
    if (!model.get("writes")) return;
    const box = more.querySelector("form");
    const add = button(_("Lägg till i kodboken"), () => send("add", given(box.querySelector("select").value)));
    box.append(add);
  }

  function place() {
    if (!model.get("places").length) { said.textContent = _("Rundan har ingen platslista."); return; }
    form(_("Plats"), model.get("places"), [], (chosenPlace) => { send("place", chosenPlace); more.replaceChildren(); root.focus(); })
      .textContent = _("Spara");
  }

  function preview() {
    const found = model.get("preview");
    more.querySelector(".mc-preview")?.remove();
    if (!found.error && found.gains === undefined) return;
    const box = make("div", "mc-preview");
    box.setAttribute("role", "status");
    const line = fill(_("{gains} svar skulle få ämnet, {had} har det redan."), found);
    box.append(make("p", "", found.error ?? line));
    (found.examples ?? []).forEach((example) => box.append(make("p", "mc-example", example)));
    more.append(box);
  }

  const deed = { u: () => send("undo"), s: () => send("skip"), d: () => send("unclear"), n: pattern, p: place, f: () => send("flag") };
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || more.contains(event.target)) return;
    const typing = event.target === search;
    const picking = event.target.tagName === "SELECT" || event.target.tagName === "BUTTON";
    if (event.key === "Enter" && !picking) accept();
    else if (/^[1-9]$/.test(event.key)) { const found = order()[Number(event.key) - 1]; if (found) toggle(found[0]); }
    else if (event.key === "Escape" && typing) { search.value = ""; topics(); root.focus(); }
    else if (!typing && !picking && deed[event.key.toLowerCase()]) deed[event.key.toLowerCase()]();
    else if (!typing && !picking && event.key === "/") search.focus();
    else if (!typing && !picking && /^[a-zåäö]$/i.test(event.key)) { search.value = event.key; search.focus(); topics(); }
    else return;
    event.preventDefault();
    // JupyterLab has keys of its own on the same letters.
    event.stopPropagation();
  }
  root.addEventListener("keydown", key);
  search.addEventListener("input", topics);
  const tell = () => { said.textContent = model.get("said"); };
  model.on("change:card", card);
  model.on("change:progress", progress);
  model.on("change:preview", preview);
  model.on("change:said", tell);
  card();
  return () => {
    model.off("change:card", card);
    model.off("change:progress", progress);
    model.off("change:preview", preview);
    model.off("change:said", tell);
  };
}

export default { render };
