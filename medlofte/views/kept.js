// What a visitor was writing is kept when the page fetches itself anew: in this tab, until the new page stands. It is put
// back where the same field stands as it did, else it is shown, so that it can be copied. Votes are never kept.

(() => {
  const { make, setting } = window.medlofte;
  const KEY = "medlofte-kept";
  const FIELDS = "textarea, input[type='text'], input[type='number'], input[type='date']";
  const said = setting("words", {});
  const _ = (text) => said[text] ?? text;
  const before = new WeakMap();
  const typed = new Set();

  const name = (field) => field.getAttribute("aria-label") || field.labels?.[0]?.textContent.trim() || field.placeholder;
  const page = () => document.getElementById("rendered_cells");
  const alike = (label) => [...page().querySelectorAll(FIELDS)].filter((field) => name(field) === label);

  function written() {
    const changed = [...typed].filter((field) => field.isConnected && field.value.trim() && field.value !== before.get(field));
    return changed.map((field) => {
      const label = name(field);
      return { label, place: alike(label).indexOf(field), value: field.value, before: before.get(field) };
    });
  }

  function notice(text, rest = []) {
    const box = make("section", "ml-notice");
    const line = make("p", "", text);
    line.setAttribute("role", "status");
    box.append(line);
    rest.forEach(({ label, value }) => {
      const wrap = make("label", "ml-kept", label);
      const area = make("textarea", "", value);
      area.readOnly = true;
      wrap.append(area);
      box.append(wrap);
    });
    page().before(box);
  }

  // Whether the text stands in its field, or does now.
  function put({ label, place, value, before: was }) {
    const field = alike(label)[place];
    if (!field || field.disabled || !field.checkVisibility()) return false;
    if (field.value === value) return true;
    if (field.value !== was) return false;
    field.value = value;
    ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
    return true;
  }

  // Fetch the page anew with what was being written; by itself only where that can be kept.
  function reload({ asked = false } = {}) {
    const found = { written: written(), lost: window.medlofte.wire.unsent() };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(found));
    } catch {
      if (found.written.length && !asked) return;
    }
    location.reload();
  }

  function restore() {
    let found = null;
    try {
      found = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
    } catch {
      return;
    }
    if (!found) return;
    const rest = found.written.filter((one) => !put(one));
    const texts = [
      found.lost ? _("Förbindelsen bröts, och det du gjorde sist kom inte fram. Se efter och gör om det.") : "",
      found.written.length > rest.length ? _("Sidan har hämtats på nytt. Det du höll på att skriva står kvar; se efter att övriga val i formuläret stämmer.") : "",
      rest.length ? _("Sidan har hämtats på nytt. Det du höll på att skriva står här, så att du kan kopiera det:") : "",
    ];
    if (texts.some(Boolean)) notice(texts.filter(Boolean).join(" "), rest);
  }

  const doubt = () => notice(_("Förbindelsen bröts när du tryckte på en knapp, och det har kanske inte kommit fram. Se efter och tryck igen om det behövs."));

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(FIELDS) && !typed.has(target)) before.set(target, target.value);
  });
  document.addEventListener("input", ({ target }) => {
    if (target.matches(FIELDS)) typed.add(target);
  });
  window.medlofte.kept = { reload, restore, doubt };
})();
