// Server-sent events out of decoded text, however it was cut.

export class EventParser {
  #held = "";
  #data = [];
  #id = null;

  // Text in; the events it completes out, each {id, data}, or {retry: ms}. Comments count as signs of life elsewhere.
  push(text) {
    this.#held += text;
    const events = [];
    for (;;) {
      const end = this.#held.search(/[\r\n]/);
      // A CR at the very end may be half of a CR LF: wait for what follows.
      if (end < 0 || (this.#held[end] === "\r" && end === this.#held.length - 1)) return events;
      const line = this.#held.slice(0, end);
      this.#held = this.#held.slice(end + (this.#held.startsWith("\r\n", end) ? 2 : 1));
      this.#line(line, events);
    }
  }

  #line(line, events) {
    if (line === "") {
      if (this.#data.length) events.push({ id: this.#id, data: this.#data.join("\n") });
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && /^\d+$/.test(value)) events.push({ retry: Number(value) });
  }
}
