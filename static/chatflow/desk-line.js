// The console's line to the server: it comes back after a cut, and says when it may not.

const PING_MS = 20_000;
const LONGEST_WAIT_MS = 10_000;
// Closed because nobody is signed in (any more), or because the permission is missing: trying again would not help.
const ENDINGS = { 4401: "expired", 4408: "expired", 4403: "refused" };

export class Line {
  constructor({ told, state }) {
    this.told = told;
    this.state = state;
    this.tries = 0;
    setInterval(() => this.send({ type: "ping" }), PING_MS);
    addEventListener("online", () => this.comeBack());
    this.connect();
  }

  connect() {
    clearTimeout(this.again);
    this.state("connecting");
    const server = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
    this.socket = new WebSocket(`${server}/ws/console/?language=${document.documentElement.lang}`);
    // Open is what the server speaks to: a socket is accepted before it is known who is there.
    this.socket.addEventListener("message", () => this.opened(), { once: true });
    this.socket.addEventListener("message", ({ data }) => this.told(JSON.parse(data)));
    this.socket.addEventListener("close", ({ code }) => this.closed(code));
  }

  opened() {
    this.tries = 0;
    this.state("open");
  }

  closed(code) {
    if (ENDINGS[code]) return this.state(ENDINGS[code]);
    this.state("lost");
    this.tries += 1;
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(this.tries - 1, 5)) * (0.5 + Math.random() / 2);
    this.again = setTimeout(() => this.connect(), wait);
    return undefined;
  }

  comeBack() {
    if (this.socket.readyState === WebSocket.CLOSED && this.again) this.connect();
  }

  send(frame) {
    const open = this.socket?.readyState === WebSocket.OPEN;
    if (open) this.socket.send(JSON.stringify(frame));
    return open;
  }
}
