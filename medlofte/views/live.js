// A page of the workshop server. Its widgets stand in the page as data (views/opening.py) and are on the screen before
// the kernel has been met; what is done to them meanwhile waits for it (wire.js).

(() => {
  const { Wire, controls, follow, kept, make, setting } = window.medlofte;
  const REFERENCE = "IPY_MODEL_";
  const [base, kernel] = ["baseUrl", "kernelId"].map((name) => setting(name));
  const wire = new Wire();
  const models = new Map();
  const referred = (reference) => models.get(reference?.slice(REFERENCE.length));

  // What anywidgets and our controls know of a widget: traits by name, changes, messages of its own.
  class Model {
    constructor(id, state) {
      Object.assign(this, { id, state, listeners: new Map(), changed: new Set() });
    }
    get(name) {
      return this.state[name];
    }
    set(name, value) {
      if (this.state[name] === value) return;
      this.state[name] = value;
      this.changed.add(name);
      this.fire(`change:${name}`, value);
    }
    save_changes() {
      if (!this.changed.size) return;
      const state = Object.fromEntries([...this.changed].map((name) => [name, this.state[name]]));
      this.changed.clear();
      wire.send(this.id, { method: "update", state, buffer_paths: [] });
    }
    send(content) {
      // What has been typed goes before what is done with it.
      models.forEach((model) => model.save_changes());
      wire.send(this.id, { method: "custom", content });
    }
    on(name, act) {
      this.listeners.set(name, [...(this.listeners.get(name) ?? []), act]);
    }
    off(name, act) {
      this.listeners.set(name, (this.listeners.get(name) ?? []).filter((other) => other !== act));
    }
    fire(name, ...told) {
      (this.listeners.get(name) ?? []).forEach((act) => act(...told));
    }
    receive(state) {
      Object.assign(this.state, state);
      Object.keys(state).forEach((name) => {
        this.changed.delete(name);
        this.fire(`change:${name}`, state[name]);
      });
    }
  }

  function box(model) {
    const el = make("div", "jupyter-widgets widget-container widget-box widget-vbox");
    follow(model, ["children"], () => {
      const wanted = model.get("children").map(referred).filter(Boolean).map(element);
      [...el.children].filter((child) => !wanted.includes(child)).forEach((child) => child.remove());
      // Those that stay are not moved: what has the focus keeps it.
      wanted.forEach((child, index) => {
        if (el.children[index] !== child) el.insertBefore(child, el.children[index] ?? null);
      });
    });
    return el;
  }

  function own(model) {
    const el = make("div");
    import(new URL(`${base}medlofte/views/${model.get("_script")}`, location.href))
      .then((module) => (model.leave = module.default.render({ model, el })));
    return el;
  }

  function dressed(model, el) {
    let worn = [];
    follow(model, ["_dom_classes"], () => {
      el.classList.remove(...worn);
      worn = model.get("_dom_classes") ?? [];
      el.classList.add(...worn);
    });
    const layout = referred(model.get("layout"));
    if (layout) follow(layout, ["display"], () => (el.style.display = layout.get("display") ?? ""));
    return el;
  }

  const kinds = { ...controls, VBoxView: box, AnyView: own };

  // A widget stands in one place, and is built once.
  function element(model) {
    model.element ??= dressed(model, kinds[model.get("_view_name")](model));
    return model.element;
  }

  const heard = {
    status: ({ execution_state: state }) => state === "dead" && window.dispatchEvent(new Event("medlofte-dead")),
    comm_open: ({ comm_id: id, data }) => models.set(id, new Model(id, data.state)),
    comm_close({ comm_id: id }) {
      models.get(id)?.leave?.();
      models.delete(id);
    },
    comm_msg({ comm_id: id, data }) {
      const model = models.get(id);
      if (data.method === "update") model?.receive(data.state);
      if (data.method === "custom") model?.fire("msg:custom", data.content, []);
    },
  };

  function end() {
    wire.end();
    const cookie = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
    const form = new FormData();
    form.append("_xsrf", cookie ? cookie[1] : "");
    navigator.sendBeacon(`${base}voila/api/shutdown/${kernel}`, form);
  }

  const opening = JSON.parse(document.getElementById("medlofte-opening").textContent);
  Object.entries(opening.models).forEach(([id, state]) => models.set(id, new Model(id, state)));
  document.getElementById("loading").remove();
  document.getElementById("rendered_cells").append(element(models.get(opening.root)));
  window.medlofte.wire = wire;
  wire.doubt = kept.doubt;
  kept.restore();
  // The page ends when the kernel listens.
  const connect = () => wire.connect(`${base}api/kernels/${kernel}/channels`, (kind, content) => heard[kind]?.(content));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", connect);
  else connect();
  window.addEventListener("pagehide", end);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
