// The websocket between the page and its kernel: opened again when it breaks. What is said meanwhile waits, and what was
// said and never answered is said again if that does no harm; the page asks what has not arrived.
// Messages are Jupyter's, packed as v1.kernel.websocket.jupyter.org has it: a count, offsets, then the parts.

import { setting } from "./setting.js";

(() => {
  const PROTOCOL = "v1.kernel.websocket.jupyter.org";
  const AGAIN_MS = [200, 1000, 3000];
  const SOONER_MS = 3000;
  const texts = new TextEncoder();
  const bytes = new TextDecoder();

  // crypto.randomUUID exists only over https, and a meeting's server is often plain http.
  const unique = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  function pack(channel, ...parts) {
    const pieces = [channel, ...parts.map((part) => JSON.stringify(part))].map((piece) => texts.encode(piece));
    const count = pieces.length + 1;
    const made = new Uint8Array(8 * (count + 1) + pieces.reduce((sum, piece) => sum + piece.length, 0));
    const numbers = new DataView(made.buffer);
    numbers.setUint32(0, count, true);
    let at = 8 * (count + 1);
    pieces.forEach((piece, index) => {
      numbers.setUint32(8 * (index + 1), at, true);
      made.set(piece, at);
      at += piece.length;
    });
    numbers.setUint32(8 * count, at, true);
    return made;
  }

  // The kind and the content of a message, and which of ours it answers; the metadata say nothing that a page needs.
  function unpack(buffer) {
    const numbers = new DataView(buffer);
    const part = (index) => {
      const [from, to] = [index, index + 1].map((i) => numbers.getUint32(8 * (i + 1), true));
      return JSON.parse(bytes.decode(new Uint8Array(buffer, from, to - from)));
    };
    return { kind: part(1).msg_type, answered: part(2).msg_id, content: part(4) };
  }

  const tick = (data) => data.content?.tick !== undefined;
  // What a visitor has chosen, written or pressed; a script that asks for the time can ask again.
  const meant = ({ data }) => data.method === "update" || data.content?.event !== undefined;

  class Wire {
    constructor() {
      this.session = unique();
      this.waiting = [];
      this.unanswered = new Map();
      this.doubtful = [];
      this.tries = 0;
    }

    // `hear` gets the kind and the content of each message.
    connect(address, hear) {
      Object.assign(this, { address, hear });
      this.open();
    }

    open() {
      clearTimeout(this.timer);
      const url = new URL(`${this.address}?session_id=${this.session}`, location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const socket = new WebSocket(url, [PROTOCOL]);
      socket.binaryType = "arraybuffer";
      socket.onopen = () => this.opened(socket);
      socket.onmessage = ({ data }) => {
        const { kind, answered, content } = unpack(data);
        if (kind === "status" && content.execution_state === "idle") this.done(answered);
        this.hear(kind, content);
      };
      socket.onclose = () => {
        this.socket = null;
        if (this.ended) return;
        this.timer = setTimeout(() => this.open(), AGAIN_MS[this.tries] ?? SOONER_MS);
        this.tries += 1;
      };
      this.leave = () => {
        socket.onclose = null;
        socket.close();
      };
    }

    opened(socket) {
      Object.assign(this, { socket, tries: 0, since: null });
      // A state may be told twice; a button must not be pressed twice.
      const told = [...this.unanswered].filter(([, { data }]) => data.method === "update");
      told.forEach(([id]) => this.unanswered.delete(id));
      this.doubtful = [...this.unanswered.keys()];
      [...told.map(([, content]) => content), ...this.waiting.splice(0)].forEach((content) => this.pass(content));
    }

    // The kernel answers in the order it was told: what it was told before, and has not answered, it never heard.
    done(id) {
      this.unanswered.delete(id);
      if (id !== this.since) return;
      const lost = this.doubtful.filter((other) => this.unanswered.delete(other));
      this.doubtful = [];
      if (lost.length) this.doubt?.();
    }

    // Take another line: this one is open and silent.
    renew() {
      this.leave();
      this.socket = null;
      this.open();
    }

    // How much of what the visitor did has not arrived, as far as is known.
    unsent() {
      return [...this.waiting, ...this.unanswered.values()].filter(meant).length;
    }

    // Say something to a widget in the kernel.
    send(comm, data) {
      const content = { comm_id: comm, data };
      if (this.socket?.readyState === WebSocket.OPEN) this.pass(content);
      else {
        // Of the pulse's ticks only the last is worth hearing.
        const stale = (other) => tick(data) && other.comm_id === comm;
        this.waiting = [...this.waiting.filter((other) => !stale(other)), content];
      }
    }

    pass(content) {
      const id = unique();
      const header = { msg_id: id, msg_type: "comm_msg", session: this.session, username: "", version: "5.3", date: new Date().toISOString() };
      this.since ??= id;
      if (!tick(content.data)) this.unanswered.set(id, content);
      this.socket.send(pack("shell", header, {}, {}, content));
    }

    end() {
      this.ended = true;
      this.leave?.();
    }
  }

  window.medlofte = { Wire, setting };
})();
