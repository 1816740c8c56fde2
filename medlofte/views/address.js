// The page's choices after the "#" of its address. Only on a page of its own: JupyterLab's address is not ours.

const own = () => Boolean(document.body?.dataset.voila);
const current = () => window.location.hash.replace(/^#/, "");

function render({ model, el }) {
  el.hidden = true;
  if (!own()) return;

  function jump() {
    const target = document.getElementById(model.get("anchor"));
    if (!target) return;
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  }

  function fromAddress() {
    const hash = current();
    // The skip link and other places on the page are not choices.
    if (!hash.includes("=") || hash === model.get("hash")) return;
    model.set("hash", hash);
    model.save_changes();
  }

  function toAddress() {
    const hash = model.get("hash");
    if (hash === current()) return;
    const bare = window.location.pathname + window.location.search;
    window.history.replaceState(window.history.state, "", hash ? `${bare}#${hash}` : bare);
  }

  // The kernel says when what the link asked for is on the page.
  const ready = (content) => content.jump && requestAnimationFrame(() => requestAnimationFrame(jump));

  function followed(event) {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.hash === window.location.hash && link.hash.includes("=")) jump();
  }

  window.addEventListener("hashchange", fromAddress);
  document.addEventListener("click", followed);
  model.on("change:hash", toAddress);
  model.on("msg:custom", ready);
  fromAddress();
  return () => {
    window.removeEventListener("hashchange", fromAddress);
    document.removeEventListener("click", followed);
    model.off("change:hash", toAddress);
    model.off("msg:custom", ready);
  };
}

export default { render };
