// One figure: a plotly drawing from JSON, its message, a text alternative and its table.
// The drawing library comes once per page, from our own server where it can be cached, else from the kernel.

import { setting } from "./setting.js";

let texts = {};  // what is said, in the reader's language where that is not Swedish
const _ = (text) => texts[text] ?? text;
const SHARED = "__medloftePlotly";
const DARK = matchMedia("(prefers-color-scheme: dark)");
const MISSING = () => _("Diagrammet kunde inte ritas. Siffrorna står i tabellen nedanför.");

function addScript(src) {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = src;
    tag.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly")));
    tag.onerror = () => reject(new Error("no script"));
    document.head.append(tag);
  });
}

function fromKernel(model) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), 60000);
    model.on("msg:custom", function receive(content, buffers) {
      if (content.give !== "plotly") return;
      model.off("msg:custom", receive);
      clearTimeout(timer);
      const url = URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      addScript(url).then(resolve, reject).finally(() => URL.revokeObjectURL(url));
    });
    model.send({ want: "plotly" });
  });
}

function fromServer(model) {
  // JupyterLab has no such address.
  if (setting("appName") === "JupyterLab") return Promise.reject(new Error("not our server"));
  // Our server's page has fetched it by now (link rel=preload), but not read it.
  return addScript(`${setting("baseUrl", "/")}medlofte/plotly.min.js?v=${encodeURIComponent(model.get("version"))}`);
}

function plotly(model) {
  if (window.Plotly?.react) return Promise.resolve(window.Plotly);
  window[SHARED] ??= fromServer(model).catch(() => fromKernel(model)).catch((error) => {
    delete window[SHARED];
    throw error;
  });
  return window[SHARED];
}

// The page's words are on the screen before the first figure is drawn. (A page that nobody looks at has no frames.)
const read = new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, 100);
});

// The drawing library takes longer to read than the page. It is read when a figure is near, else when the page has stood
// for a while, so that it is there when one comes to a figure.
const SOON_MS = 1000;

// One figure at a time: between two of them the page answers its reader.
let turn = read;
function inTurn() {
  const mine = turn;
  turn = mine.then(() => new Promise((resolve) => setTimeout(resolve)));
  return mine;
}

// A figure is drawn when it is in sight or within half a screen of it; its place is kept meanwhile.
const NEAR = "50% 0px";

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// Figures below each other stand by their last digit.
const NUMBER = /^([−+]?[\d\s]+([.,]\d+)*(\s?%)?|\.\.|–)$/;

// A short figure such as "46 % (41–51)" stays on one line.
const FIGURE = /^[−+]?[\d.][^a-zåäö]{0,15}$/i;

// On a map each row that has a place is a button: choosing it marks the shape, and choosing a shape marks its row.
function heading(cell, text, pick) {
  if (!pick) return;
  const button = make("button", "ml-pick", text);
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", pick);
  cell.replaceChildren(button);
}

function table(columns, rows, caption, pick) {
  const node = make("table", "ml-table");
  node.append(make("caption", "", caption));
  const head = node.createTHead().insertRow();
  const right = columns.map((_name, i) => i && rows.length && rows.every((row) => NUMBER.test(row[i])));
  columns.forEach((column, i) => {
    const cell = make("th", right[i] ? "ml-right" : "", column);
    cell.scope = "col";
    head.append(cell);
  });
  const body = node.createTBody();
  for (const [place, row] of rows.entries()) {
    const line = body.insertRow();
    row.forEach((value, index) => {
      const cell = make(index ? "td" : "th", right[index] ? "ml-right" : index && FIGURE.test(value) ? "ml-n" : "", value);
      if (!index) {
        cell.scope = "row";
        heading(cell, value, pick?.(place));
      }
      line.append(cell);
    });
  }
  return node;
}

function skeleton(model) {
  const figure = make("figure", "ml-figure");
  const caption = make("figcaption", "ml-caption");
  const parts = { figure, title: make("p", "ml-title"), subtitle: make("p", "ml-subtitle") };
  caption.append(parts.title, parts.subtitle);
  parts.image = make("div", "ml-image");
  parts.image.setAttribute("role", "img");
  parts.chart = make("div", "ml-chart");
  parts.image.append(parts.chart);
  parts.source = make("p", "ml-source");
  parts.details = make("details", "ml-details");
  parts.details.open = model.get("expanded");
  parts.scroll = make("div", "ml-scroll");
  parts.scroll.tabIndex = 0;
  parts.scroll.setAttribute("role", "region");
  parts.details.append(make("summary", "", _("Siffrorna i en tabell")), parts.scroll);
  parts.trace = make("details", "ml-details ml-trace");
  parts.origin = make("dl", "");
  parts.trace.append(make("summary", "", _("Varifrån kommer siffrorna?")), parts.origin);
  figure.append(caption, parts.image, parts.source, parts.details, parts.trace);
  return parts;
}

function hexagon(x, y, size) {
  const radius = size / Math.sqrt(3);
  const turns = [0, 1, 2, 3, 4, 5].map((i) => ((60 * i + 30) * Math.PI) / 180);
  return `M${turns.map((t) => `${x + radius * Math.cos(t)},${y + radius * Math.sin(t)}`).join("L")}Z`;
}

// Mark one row of the table and its shape on the map.
function choose(model, parts, index, scroll) {
  const meta = model.get("spec").layout?.meta ?? {};
  const rows = [...parts.scroll.querySelectorAll("tbody tr")];
  rows.forEach((row, i) => {
    row.classList.toggle("ml-marked", i === index);
    row.querySelector("button")?.setAttribute("aria-pressed", String(i === index));
  });
  if (scroll && rows[index]) {
    parts.details.open = true;
    const box = parts.scroll;
    box.scrollTop += rows[index].getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  }
  parts.marked = meta.marks?.[index];
  encircle(model, parts);
}

// A map that is out of sight may not be drawn yet; then it is done when it is.
function encircle(model, parts) {
  if (!parts.marked || !parts.chart.data) return;
  const [x, y, cell] = parts.marked;
  const { meta } = model.get("spec").layout;
  const line = { color: getComputedStyle(parts.chart).getPropertyValue("--ml-focus").trim(), width: 5 };
  const ring = { type: "circle", xsizemode: "pixel", ysizemode: "pixel", xanchor: x, yanchor: y, x0: -13, x1: 13, y0: -13, y1: 13, line };
  // A shape is drawn alone; another trace would draw the whole map again.
  window.Plotly.relayout(parts.chart, { shapes: [cell ? { type: "path", path: hexagon(x, y, meta.size), line } : ring] });
}

// The row whose shape lies where the map was clicked: a place within a fingertip, else the cell around the point.
function hit(model, chart, event) {
  const { xaxis, yaxis } = chart._fullLayout ?? {};
  const meta = model.get("spec").layout?.meta ?? {};
  if (!xaxis || !meta.marks) return -1;
  const frame = chart.querySelector("svg.main-svg").getBoundingClientRect();
  const zoom = frame.width / chart._fullLayout.width;
  const x = xaxis.p2d((event.clientX - frame.left) / zoom - xaxis._offset);
  const y = yaxis.p2d((event.clientY - frame.top) / zoom - yaxis._offset);
  const finger = Math.abs(xaxis.p2d(16) - xaxis.p2d(0));
  let best = -1;
  let least = Infinity;
  meta.marks.forEach((mark, index) => {
    if (!mark) return;
    const off = Math.hypot(mark[0] - x, mark[1] - y);
    const near = mark[2] ? off <= meta.size / Math.sqrt(3) : off <= finger;
    // A place lies in a cell: the place is meant.
    const rank = mark[2] ? off + 1e9 : off;
    if (near && rank < least) [best, least] = [index, rank];
  });
  return best;
}

function describe(model, parts) {
  parts.marked = null;
  parts.title.textContent = model.get("title");
  parts.subtitle.textContent = model.get("subtitle");
  parts.source.textContent = model.get("source");
  parts.image.setAttribute("aria-label", model.get("alt"));
  parts.chart.inert = !model.get("interactive");
  parts.scroll.setAttribute("aria-label", `${_("Tabell:")} ${model.get("title")}`);
  const marks = model.get("linked") ? (model.get("spec").layout?.meta?.marks ?? []) : null;
  const pick = marks && ((index) => (marks[index] ? () => choose(model, parts, index, false) : null));
  parts.scroll.classList.toggle("ml-linked", Boolean(marks));
  parts.scroll.replaceChildren(table(model.get("columns"), model.get("rows"), model.get("title"), pick));
  parts.details.hidden = model.get("rows").length === 0;
  parts.origin.replaceChildren(...model.get("trace").flatMap(([name, said]) => [make("dt", "", name), make("dd", "", said)]));
  parts.trace.hidden = model.get("trace").length === 0;
}

function size(layout, width) {
  const aspect = layout.meta?.aspect;
  const height = aspect ? Math.round(Math.min(Math.max(width * aspect, 260), 620)) : layout.height || 320;
  const made = { ...layout, width, height, autosize: false };
  const entries = layout.meta?.legend;
  if (!entries || width > 600) return made;
  // On a phone the legend is a list: the map keeps its own height below it.
  const above = 21 * entries + 12;
  return { ...made, height: height + above - 44, margin: { ...layout.margin, t: above }, legend: { ...layout.legend, maxheight: 1 } };
}

// Python places names for a wide drawing; in a narrow one a name that would cover an earlier one gives way.
function thin(chart) {
  // The numbers of cells are annotations, and stay.
  const shown = [...chart.querySelectorAll(".annotation-text-g")].map((number) => number.getBoundingClientRect());
  for (const name of chart.querySelectorAll(".textpoint text")) {
    name.style.visibility = "";
    const a = name.getBoundingClientRect();
    const hit = (b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    if (a.width && shown.some(hit)) name.style.visibility = "hidden";
    else shown.push(a);
  }
}

// In the dark the style sheet says which of a figure's colours to exchange; a letter is as large as the page's own.
function look() {
  const root = getComputedStyle(document.documentElement);
  const listed = root.getPropertyValue("--ml-drawn").match(/#\w{6}/g) ?? [];
  const colours = new Map(listed.flatMap((colour, i) => (i % 2 ? [] : [[colour, listed[i + 1]]])));
  return { colours, zoom: CSS.supports("zoom", "1.5") ? parseFloat(root.fontSize) / 16 : 1 };
}

const PLAIN = { colours: new Map(), zoom: 1 };

function coloured(part, colours) {
  if (!colours.size) return part;
  const exchange = (text) => text.replace(/#[0-9A-F]{6}/g, (colour) => colours.get(colour) ?? colour);
  return JSON.parse(JSON.stringify(part), (_key, value) => (typeof value === "string" ? exchange(value) : value));
}

function listen(model, chart, trace) {
  chart.on("plotly_click", (event) => {
    trace.open = true;
    const point = event.points?.[0];
    if (!point) return;
    const id = point.customdata ?? point.data?.customdata ?? point.data?.name ?? null;
    const count = (model.get("clicked").count || 0) + 1;
    const plain = (value) => (["string", "number"].includes(typeof value) ? value : null);
    model.set("clicked", { id: plain(Array.isArray(id) ? id[0] : id), x: plain(point.x), y: plain(point.y), count });
    model.save_changes();
  });
}

function render({ model, el }) {
  texts = model.get("texts") ?? {};
  const parts = skeleton(model);
  el.replaceChildren(parts.figure);
  let gone = false;
  let waiting = false;
  let paper = 0;
  let near = false;
  let stale = false;
  let asked = 0;

  async function draw() {
    const spec = model.get("spec");
    const { colours, zoom } = paper ? PLAIN : look();
    const width = paper || Math.floor(parts.image.clientWidth / zoom);
    if (!spec.data || !width) return;
    const layout = size(spec.layout || {}, width);
    parts.chart.style.zoom = zoom === 1 ? "" : zoom;
    // Rows stand closer on paper: there is no finger to hit them.
    if (paper) layout.height = layout.meta?.aspect ? Math.min(layout.height, 420) : Math.round(layout.height * 0.78);
    parts.chart.style.minHeight = `${layout.height}px`;
    const mine = ++asked;
    stale = !near && !paper;
    if (stale) return;
    try {
      const library = await plotly(model);
      const first = !parts.chart.on;
      // Paper does not wait.
      if (first && !paper) await inTurn();
      if (gone || mine !== asked) return;
      await library.react(parts.chart, coloured(spec.data, colours), coloured(layout, colours), model.get("config"));
      if (layout.meta?.aspect) thin(parts.chart);
      if (first) listen(model, parts.chart, parts.trace);
      encircle(model, parts);
      parts.chart.dataset.drawn = String(Number(parts.chart.dataset.drawn || 0) + 1);
    } catch (error) {
      console.warn("medlofte:", error);
      parts.chart.textContent = MISSING();
      parts.details.open = true;
    }
  }

  // Several traits change in one message: describe and draw once for all of them.
  function update() {
    if (waiting) return;
    waiting = true;
    Promise.resolve().then(() => {
      waiting = false;
      if (gone) return;
      describe(model, parts);
      draw();
    });
  }

  if (model.get("linked"))
    parts.chart.addEventListener("click", (event) => {
      const index = hit(model, parts.chart, event);
      if (index >= 0) choose(model, parts, index, true);
    });
  let last = 0;
  const observer = new ResizeObserver(() => {
    const width = parts.image.clientWidth;
    if (width === last || paper) return;
    last = width;
    draw();
  });
  const sight = new IntersectionObserver((seen) => {
    near = seen.at(-1).isIntersecting;
    if (near && stale) draw();
  }, { rootMargin: NEAR });
  const before = () => {
    paper = model.get("linked") ? 820 : 480;
    parts.details.dataset.open = parts.details.open;
    parts.details.open = true;
    draw();
  };
  const after = () => {
    paper = 0;
    parts.details.open = parts.details.dataset.open === "true";
    draw();
  };

  const traits = ["spec", "title", "subtitle", "source", "alt", "columns", "rows", "interactive"];
  traits.forEach((name) => model.on(`change:${name}`, update));
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  DARK.addEventListener("change", draw);
  const soon = setTimeout(() => plotly(model).catch((error) => console.warn("medlofte:", error)), SOON_MS);
  describe(model, parts);
  observer.observe(parts.image);
  sight.observe(parts.image);
  return () => {
    gone = true;
    clearTimeout(soon);
    observer.disconnect();
    sight.disconnect();
    traits.forEach((name) => model.off(`change:${name}`, update));
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    DARK.removeEventListener("change", draw);
    window.Plotly?.purge(parts.chart);
  };
}

export default { render };
