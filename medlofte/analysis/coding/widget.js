// The coding room. The kernel decides; this file draws the card and turns keys and clicks into questions to it.

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
const fill = (text, given) => text.replace(/\{(\w+)\}/g, (hole, name) => given[name] ?? hole);
const PATIENCE_MS = 6000;  // after which a coder is told that the kernel has not answered
const TYPED_MS = 300;  // from the last letter of a new pattern to its preview

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
  let chosen = new Set();
  const root = make("section", "mc-room");
  root.setAttribute("aria-label", _("Koda fria svar"));
  root.tabIndex = 0;
  const bar = make("div", "mc-bar");
  const pick = make("select", "mc-queue");
  pick.setAttribute("aria-label", _("Kö"));
  const left = make("span");
  const meter = make("progress");
  meter.setAttribute("aria-label", _("Granskade svar"));
  bar.append(pick, left, meter);
  // Read aloud when it changes: who does not see the card hears the next one.
  const shown = make("div", "mc-card");
  shown.setAttribute("aria-live", "polite");
  const text = make("p", "mc-text");
  const note = make("p", "mc-note");
  const both = make("ul", "mc-both");
  both.setAttribute("aria-label", _("Vad kodarna valde"));
  shown.append(text, note, both);
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
  let waiting;
  // Each deed names its card, so that one that comes late or twice decides nothing of the next.
  const send = (what, given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { said.textContent = _("Inget svar från kärnan än. Det senaste är kanske inte sparat: se att kärnan är igång, annars kör om cellen."); }, PATIENCE_MS);
    model.send({ do: what, with: given, card: model.get("card").number });
  };
  const accept = () => (model.get("card").text === undefined ? send("again") : send("accept", [...chosen]));
  const of_a_card = [
    button(_("Spara och nästa (Enter)"), accept), button(_("Hoppa över (S)"), () => send("skip")),
    button(_("Oklart (D)"), () => send("unclear")), button(_("Nytt mönster (N)"), pattern),
    button(_("Plats (P)"), place), button(_("Flagga (F)"), () => send("flag"))];
  // Who pressed with the mouse goes on with the keys: Enter then saves, and does not press the same button again.
  deeds.addEventListener("click", (event) => {
    if (event.detail && !more.contains(document.activeElement)) root.focus({ preventScroll: true });
  });
  deeds.append(of_a_card[0], button(_("Ångra (U)"), () => send("undo")), ...of_a_card.slice(1));
  const line = make("div", "mc-bar");
  line.append(search, said);
  root.append(bar, shown, line, list, deeds, more,
    make("p", "mc-keys", _("1–9 väljer, bokstäver eller / söker och Enter tar den första träffen, Enter sparar, U ångrar, S hoppar över, D oklart, N nytt mönster, P plats, F flagga")),
    make("p", "mc-keys", _("Efter ämnet: V valt av en person, R föreslås av ett mönster, S av ett mönster som inte räknas, M av modellen, med hur säker den är (0–1)")));
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
        const score = from === "M" ? model.get("card").scores?.[topic] : undefined;
        const badge = make("abbr", "mc-from", score === undefined ? from : `${from} ${score}`);
        badge.title = { V: _("valt av en person"), R: _("föreslås av ett mönster"), S: _("föreslås av ett mönster men räknas inte: ordet säger för lite, eller svaret liknar inga andra om ämnet"), M: _("föreslås av modellen") }[from] ?? fill(_("valt av kodare {names}"), { names: [...from].join(_(" och ")) });
        if (score !== undefined) badge.title = fill(_("{why}, styrka {score} av 1"), { why: badge.title, score });
        wrap.append(badge, make("span", "mc-hidden", badge.title));
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
    const { left } = model.get("progress");
    const over = left ? _("Du har gått igenom kön. Enter börjar om den. Eller välj en annan kö.") : _("Kön är tom. Välj en annan kö.");
    text.replaceChildren(...(empty ? [document.createTextNode(over)] : written(now, labels())));
    of_a_card.forEach((one, i) => { one.disabled = empty && (i > 0 || !left); });
    const names = labels();
    const given = (now.given ?? []).map((topics, i) =>
      fill(_("Kodare {letter}: {topics}."), {
        letter: "ABCDEFGH"[i] ?? i + 1, topics: topics.map((topic) => names.get(topic) ?? topic).join(", ") || _("inget ämne"),
      }));
    both.replaceChildren(...given.map((line) => make("li", "", line)));
    both.hidden = !given.length;
    const alike = now.alike > 1 ? fill(_("Svar som är skrivna så: {n}. "), { n: now.alike }) : "";
    const likely = now.likely ? fill(_("Troligt ämne, som ingen har valt: {topic}. "), { topic: names.get(now.likely) }) : "";
    const place = now.place ? fill(_("Plats: {place}. "), { place: now.place }) : "";
    const done = now.told ? `${now.told} ` : "";
    note.textContent = empty ? "" : alike + done + place + likely + (now.attention.length ? fill(_("Kan behöva flaggas: {why}."), { why: now.attention.join(", ") }) : "");
    // A form that had the focus is gone; the room takes it, so that keys go on working.
    if (more.contains(document.activeElement)) root.focus();
    more.replaceChildren();
    topics();
    progress();
  }

  function queues() {
    pick.replaceChildren(...model.get("queue_names").map(([key, label]) => {
      const option = make("option", "", label);
      option.value = key;
      return option;
    }));
  }
  pick.addEventListener("change", () => { model.set("queue", pick.value); model.save_changes(); });

  function progress() {
    const counts = model.get("progress");
    const first = model.get("queue") === "uncoded" && model.get("card").likely ? _(". De säkraste förslagen först.") : "";
    pick.value = model.get("queue");
    left.textContent = fill(_("{left} kvar i kön, granskade: {done} av {all}"), counts) + first;
    Object.assign(meter, { max: counts.all || 1, value: counts.done });
  }

  function shut() {
    more.replaceChildren();
    root.focus();
  }

  function form(title, choices, extra, done) {
    const box = make("form", "mc-form");
    const select = make("select");
    select.setAttribute("aria-label", title);
    choices.forEach(([value, label]) => { const o = make("option", "", label); o.value = value; select.append(o); });
    const ok = make("button", "mc-button", _("Visa"));
    box.append(make("span", "", title), ...extra, select, ok, button(_("Stäng (Esc)"), shut));
    box.addEventListener("submit", (event) => { event.preventDefault(); done(select.value); });
    more.replaceChildren(box);
    (extra[0] ?? select).focus();
    more.scrollIntoView({ block: "nearest" });
    return ok;
  }

  // The marked words, without what stands beside them for screen readers.
  function marked() {
    const selection = window.getSelection();
    if (!selection.rangeCount || !text.contains(selection.anchorNode)) return "";
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
    const box = more.querySelector("form");
    const topic = box.querySelector("select");
    const [first] = [...chosen];
    if (first) topic.value = first;
    let typed;
    const live = () => {
      clearTimeout(typed);
      typed = setTimeout(() => { if (box.isConnected && input.value.trim()) send("pattern", given(topic.value)); }, TYPED_MS);
    };
    box.addEventListener("input", live);
    live();
    if (model.get("writes")) box.append(button(_("Lägg till i kodboken"), () => send("add", given(topic.value))));
  }

  function place() {
    if (!model.get("places").length) { said.textContent = _("Rundan har ingen platslista."); return; }
    form(_("Plats"), model.get("places"), [], (chosenPlace) => { send("place", chosenPlace); shut(); })
      .textContent = _("Spara");
    // The place that the answer names, or has, is proposed.
    const words = text.textContent.toLowerCase();
    const has = model.get("card").place;
    const named = model.get("places").flatMap(([key, ...names]) => names
      .filter((name) => name && (has ? names[0] === has : words.includes(name.toLowerCase()))).map((name) => [name.length, key]));
    named.sort((a, b) => b[0] - a[0]);
    if (named.length) more.querySelector("select").value = named[0][1];
  }

  function preview() {
    const found = model.get("preview");
    more.querySelector(".mc-preview")?.remove();
    if (!found.error && found.gains === undefined) return;
    const box = make("div", "mc-preview");
    box.setAttribute("role", "status");
    const line = fill(_("{gains} svar skulle få ämnet, {had} har det redan."), found);
    const lost = found.lost ? fill(_(" {lost} skulle förlora det."), found) : "";
    box.append(make("p", "", found.error ?? line + lost));
    (found.broken ?? []).forEach((sentence) => box.append(make("p", "", fill(_("Ämnets egen mening skulle inte hålla: {sentence}"), { sentence }))));
    (found.examples ?? []).forEach((example) => box.append(make("p", "mc-example", example)));
    more.append(box);
    more.scrollIntoView({ block: "nearest" });
  }

  // The first topic that the search finds, chosen; saving waits for an Enter of its own.
  function found() {
    const [first] = order();
    if (!first) { said.textContent = _("Inget ämne heter så."); return; }
    search.value = "";
    topics();
    if (!chosen.has(first[0])) toggle(first[0]);
    root.focus();
  }

  const deed = { u: () => send("undo"), s: () => send("skip"), d: () => send("unclear"), n: pattern, p: place, f: () => send("flag") };
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter")) return;
    // JupyterLab has keys of its own on the same letters: two D remove a cell.
    event.stopPropagation();
    if (event.key === "Escape" && more.contains(event.target)) { shut(); event.preventDefault(); return; }
    if (more.contains(event.target)) return;
    const typing = event.target === search;
    const pressing = event.target.tagName === "BUTTON";
    if (event.target.tagName === "SELECT" || (pressing && [" ", "Enter"].includes(event.key))) return;
    const letter = event.key.toLowerCase();
    const empty = model.get("card").text === undefined;
    // A key that is held down does its deed once.
    if (event.repeat && !typing) { event.preventDefault(); return; }
    if (event.key === "Enter") { if (typing && search.value.trim()) found(); else accept(); }
    else if (/^[1-9]$/.test(event.key)) { const one = order()[Number(event.key) - 1]; if (one) toggle(one[0]); }
    else if (event.key === "Escape" && typing) { search.value = ""; topics(); root.focus(); }
    else if (!typing && deed[letter]) { if (!empty || letter === "u") deed[letter](); }
    else if (!typing && event.key === "/") search.focus();
    else if (!typing && /^[a-zåäö]$/i.test(event.key)) { search.value = event.key; search.focus(); topics(); }
    else return;
    event.preventDefault();
  }
  root.addEventListener("keydown", key);
  search.addEventListener("input", topics);
  const tell = () => { clearTimeout(waiting); said.textContent = model.get("said"); };
  model.on("change:card", card);
  model.on("change:progress", progress);
  model.on("change:preview", preview);
  model.on("change:said", tell);
  model.on("change:answered", tell);
  queues();
  card();
  tell();
  return () => {
    model.off("change:card", card);
    model.off("change:progress", progress);
    model.off("change:preview", preview);
    model.off("change:said", tell);
    model.off("change:answered", tell);
    clearTimeout(waiting);
  };
}

export default { render };
