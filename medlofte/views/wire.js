// The websocket between the page and its kernel: opened again when it breaks, and what is said meanwhile waits.
// Messages are Jupyter's, packed as v1.kernel.websocket.jupyter.org has it: a count, offsets, then the parts.

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

  // The header and the content of a message; the parent and the metadata say nothing that a page needs.
  function unpack(buffer) {
    const numbers = new DataView(buffer);
    const part = (index) => {
      const [from, to] = [index, index + 1].map((i) => numbers.getUint32(8 * (i + 1), true));
      return JSON.parse(bytes.decode(new Uint8Array(buffer, from, to - from)));
    };
    return { kind: part(1).msg_type, content: part(4) };
  }

  class Wire {
    constructor() {
      this.session = unique();
      this.waiting = [];
      this.tries = 0;
    }

    // `hear` gets the kind and the content of each message.
    connect(address, hear) {
      const url = new URL(`${address}?session_id=${this.session}`, location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const socket = new WebSocket(url, [PROTOCOL]);
      socket.binaryType = "arraybuffer";
      socket.onopen = () => {
        this.tries = 0;
        this.socket = socket;
        this.waiting.splice(0).forEach((content) => this.pass(content));
      };
      socket.onmessage = ({ data }) => {
        const { kind, content } = unpack(data);
        hear(kind, content);
      };
      socket.onclose = () => {
        this.socket = null;
        if (this.ended) return;
        setTimeout(() => this.connect(address, hear), AGAIN_MS[this.tries] ?? SOONER_MS);
        this.tries += 1;
      };
    }

    // Say something to a widget in the kernel.
    send(comm, data) {
      const content = { comm_id: comm, data };
      if (this.socket?.readyState === WebSocket.OPEN) this.pass(content);
      else {
        // Of the pulse's ticks only the last is worth hearing.
        const stale = (other) => data.content?.tick && other.comm_id === comm;
        this.waiting = [...this.waiting.filter((other) => !stale(other)), content];
      }
    }

    pass(content) {
      const header = { msg_id: unique(), msg_type: "comm_msg", session: this.session, username: "", version: "5.3", date: new Date().toISOString() };
      this.socket.send(pack("shell", header, {}, {}, content));
    }

    end() {
      this.ended = true;
      this.socket?.close();
    }
  }

  window.medlofte = { Wire };
})();
