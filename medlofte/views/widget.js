// One figure: a plotly drawing from JSON, its message, a text alternative and its table.
// The drawing library comes once per page, from our own server where it can be cached, else from the kernel.

const SHARED = "__medloftePlotly";
const MISSING = "Diagrammet kunde inte ritas. Siffrorna står i tabellen nedanför.";

function baseUrl() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl || "/";
  } catch {
    return "/";
  }
}

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
  // Our server's page asks for it while the kernel still works.
  const early = document.querySelector("script[data-plotly]");
  if (early) {
    return new Promise((resolve, reject) => {
      early.addEventListener("load", () => resolve(window.Plotly));
      early.addEventListener("error", () => reject(new Error("no script")));
    });
  }
  return addScript(`${baseUrl()}medlofte/plotly.min.js?v=${encodeURIComponent(model.get("version"))}`);
}

function plotly(model) {
  if (window.Plotly?.react) return Promise.resolve(window.Plotly);
  window[SHARED] ??= fromServer(model).catch(() => fromKernel(model)).catch((error) => {
    delete window[SHARED];
    throw error;
  });
  return window[SHARED];
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// A short figure such as "46 % (41–51)" stays on one line.
const FIGURE = /^[−+]?[\d.][^a-zåäö]{0,15}$/i;

function table(columns, rows, caption) {
  const node = make("table", "ml-table");
  node.append(make("caption", "", caption));
  const head = node.createTHead().insertRow();
  for (const column of columns) {
    const cell = make("th", "", column);
    cell.scope = "col";
    head.append(cell);
  }
  const body = node.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, index) => {
      const cell = make(index ? "td" : "th", index && FIGURE.test(value) ? "ml-n" : "", value);
      if (!index) cell.scope = "row";
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
  parts.details.append(make("summary", "", "Siffrorna i en tabell"), parts.scroll);
  figure.append(caption, parts.image, parts.source, parts.details);
  return parts;
}

function describe(model, parts) {
  parts.title.textContent = model.get("title");
  parts.subtitle.textContent = model.get("subtitle");
  parts.source.textContent = model.get("source");
  parts.image.setAttribute("aria-label", model.get("alt"));
  parts.chart.inert = !model.get("interactive");
  parts.scroll.setAttribute("aria-label", `Tabell: ${model.get("title")}`);
  parts.scroll.replaceChildren(table(model.get("columns"), model.get("rows"), model.get("title")));
  parts.details.hidden = model.get("rows").length === 0;
}

function size(layout, width) {
  const aspect = layout.meta?.aspect;
  const height = aspect ? Math.round(Math.min(Math.max(width * aspect, 260), 620)) : layout.height || 320;
  return { ...layout, width, height, autosize: false };
}

// Python places names for a wide drawing; in a narrow one a name that would cover an earlier one gives way.
function thin(chart) {
  const shown = [];
  for (const name of chart.querySelectorAll(".textpoint text")) {
    name.style.visibility = "";
    const a = name.getBoundingClientRect();
    const hit = (b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    if (a.width && shown.some(hit)) name.style.visibility = "hidden";
    else shown.push(a);
  }
}

function listen(model, chart) {
  chart.on("plotly_click", (event) => {
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
  const parts = skeleton(model);
  el.replaceChildren(parts.figure);
  let gone = false;
  let waiting = false;
  let paper = 0;

  async function draw() {
    const spec = model.get("spec");
    const width = paper || parts.image.clientWidth;
    if (!spec.data || !width) return;
    const layout = size(spec.layout || {}, width);
    parts.chart.style.minHeight = `${layout.height}px`;
    try {
      const library = await plotly(model);
      if (gone) return;
      const first = !parts.chart.on;
      await library.react(parts.chart, spec.data, layout, model.get("config"));
      if (layout.meta?.aspect) thin(parts.chart);
      if (first) listen(model, parts.chart);
      parts.chart.dataset.drawn = String(Number(parts.chart.dataset.drawn || 0) + 1);
    } catch (error) {
      console.warn("medlofte:", error);
      parts.chart.textContent = MISSING;
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

  let last = 0;
  const observer = new ResizeObserver(() => {
    const width = parts.image.clientWidth;
    if (width === last || paper) return;
    last = width;
    draw();
  });
  const before = () => {
    paper = Math.min(parts.image.clientWidth || 640, 640);
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
  // Fetched even while the figure is hidden, so that it is there when the figure is needed.
  plotly(model).catch((error) => console.warn("medlofte:", error));
  describe(model, parts);
  observer.observe(parts.image);
  return () => {
    gone = true;
    observer.disconnect();
    traits.forEach((name) => model.off(`change:${name}`, update));
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    window.Plotly?.purge(parts.chart);
  };
}

export default { render };
