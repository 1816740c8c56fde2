// The page's own clock, in every contender the same: milliseconds since the navigation began.
// It looks every so often (__pace): looking takes time too, and much of it where twenty tabs do it on two cores.
// stood: when the heading did. The reader then goes straight to the figures, which some draw at once and some when one
// comes to them. first, drawn: when one figure stood, and as many as have room in sight (__figures; __sight counts them).
// armed by ask(): answered is when the first figure's bars had changed.
window.__bench = { stood: null, first: null, drawn: null, chosen: null, answered: null };
(() => {
  const seen = window.__bench;
  const wanted = window.__figures;
  const found = (root, into) => {
    for (const plot of root.querySelectorAll(".js-plotly-plot"))
      if (plot.querySelector(".barlayer path, .scatterlayer path") && plot.checkVisibility()) into.push(plot);
    if (!into.length) for (const inner of root.querySelectorAll("*")) if (inner.shadowRoot) found(inner.shadowRoot, into);
    return into;
  };
  const insight = (plot) => {
    const box = plot.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  };
  const go = () => {
    const figure = document.querySelector("figure.ml-figure") ?? found(document, [])[0];
    if (figure && Math.abs(figure.getBoundingClientRect().top) > 50) figure.scrollIntoView();
  };
  window.__sight = () => found(document, []).filter(insight).length;
  const bars = (plot) => [...plot.querySelectorAll(".barlayer .point path")].map((bar) => bar.getAttribute("d")).join();
  const heading = () => [...document.querySelectorAll("h1")].some((line) => line.checkVisibility());
  const look = setInterval(() => {
    const now = performance.now();
    if (seen.stood === null && heading()) seen.stood = now;
    // A floor without figures is drawn then.
    if (!wanted) seen.first = seen.drawn = seen.stood;
    else {
      go();
      const count = window.__sight();
      if (count && seen.first === null) seen.first = now;
      if (count >= wanted) seen.drawn = now;
    }
    if (seen.drawn !== null) clearInterval(look);
  }, window.__pace);
  let plot = null;
  let before = "";
  let watch = 0;
  window.__ask = () => {
    [plot] = found(document, []);
    before = bars(plot);
    seen.chosen = seen.answered = null;
    clearInterval(watch);
    watch = setInterval(() => {
      if (!plot.isConnected) [plot] = found(document, []);
      const now = plot ? bars(plot) : "";
      if (!now || now === before) return;
      seen.answered = performance.now();
      clearInterval(watch);
    }, 4);
  };
  for (const kind of ["pointerdown", "mousedown", "click", "input", "change"])
    addEventListener(kind, () => { if (seen.answered === null) seen.chosen = performance.now(); }, true);
})();
