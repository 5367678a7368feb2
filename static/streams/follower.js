// Follows one stream to its end, through every cut: the cursor is the last event shown, so nothing comes twice.

import { EventParser } from "./sse.js";

const SILENCE_MS = 40_000; // the server says something every 15 s
const LONGEST_WAIT_MS = 10_000;
const TERMINAL = new Set(["done", "failed", "cancelled"]);

export class Refused extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

// The error that a JSON refusal says, in its own plain words.
export async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  return new Refused(response.status, body.message ?? "", Number(response.headers.get("Retry-After")) || 0);
}

export class Follower {
  #stream;
  #seq = 0;
  #tries = 0;
  #retry = 500;
  #ended = false;
  #abort = null;
  #wake = null;

  // onEvent(event) for each canonical event once; onState("connecting" | "catching-up" | "writing" | "waiting").
  constructor(stream, { onEvent, onState }) {
    this.#stream = stream;
    this.onEvent = onEvent;
    this.onState = onState;
  }

  // Resolves after the terminal, or when closed; rejects with `Refused` when the server will not have it.
  async run() {
    const nudge = () => this.#wake?.();
    const visible = () => document.visibilityState === "visible" && nudge();
    window.addEventListener("online", nudge);
    document.addEventListener("visibilitychange", visible);
    try {
      while (!this.#ended) {
        this.onState(this.#tries ? "waiting" : "connecting");
        if (this.#tries) await this.#pause();
        if (!this.#ended) await this.#read();
        this.#tries += 1;
      }
    } finally {
      window.removeEventListener("online", nudge);
      document.removeEventListener("visibilitychange", visible);
    }
  }

  close() {
    this.#ended = true;
    this.#abort?.abort();
    this.#wake?.();
  }

  #pause() {
    const wait = Math.min(LONGEST_WAIT_MS, this.#retry * 2 ** Math.min(this.#tries - 1, 5)) * (0.5 + Math.random() / 2);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#wake = () => (clearTimeout(timer), resolve());
    }).finally(() => (this.#wake = null));
  }

  async #read() {
    this.#abort = new AbortController();
    let silence = setTimeout(() => this.#abort.abort(), SILENCE_MS);
    try {
      const response = await fetch(`/streams/${this.#stream}?dialect=events`, {
        headers: { Accept: "text/event-stream", "Last-Event-ID": `${this.#stream}:${this.#seq}` },
        cache: "no-store",
        signal: this.#abort.signal,
      });
      if (response.status === 204) return void (this.#ended = true);
      if (response.status === 429 || response.status >= 500) return; // later it may work
      if (!response.ok) throw await refusal(response);
      if (this.#seq) this.onState("catching-up");
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => this.#abort.abort(), SILENCE_MS);
        parser.push(value).forEach((event) => this.#take(event));
        if (this.#ended) return;
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
      // Anything else is the network: the loop tries again from the cursor.
    } finally {
      clearTimeout(silence);
      this.#abort.abort();
    }
  }

  #take({ retry, data }) {
    if (retry !== undefined) return void (this.#retry = Math.min(retry, 2000) / 4);
    const event = JSON.parse(data);
    if (event.seq <= this.#seq) return;
    this.#seq = event.seq;
    this.#tries = 0;
    this.onState("writing");
    this.onEvent(event);
    if (TERMINAL.has(event.type)) this.#ended = true;
  }
}
