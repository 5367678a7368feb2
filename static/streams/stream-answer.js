// <stream-answer>: starts an answer, follows it through every cut, and renders its text safely while it arrives.
//
//   <stream-answer answer="gym.weekly_summary" params='{"member_id": 123}' [stream="id of one to follow"]>
//     [data-part=start] [data-part=stop] [data-part=retry] [data-part=copy]   buttons
//     [data-part=status data-connecting="..." data-writing="..." ...]         the state in words
//     [data-part=text]                                                        where the text goes
//   </stream-answer>
//
// It dispatches `stream-state` ({state, message}) and, at the end, `stream-done` ({stream}). `templates/streams/answer.html`
// renders it with its words.

import { Follower, Refused, refusal } from "./follower.js";
import { TextView } from "./text-view.js";

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
    body: JSON.stringify(body ?? {}),
  });
  if (!response.ok) throw await refusal(response);
  return response.json();
}

class StreamAnswer extends HTMLElement {
  #view;
  #follower = null;
  #stream = null;
  #stopped = false;

  connectedCallback() {
    this.#view = new TextView(this.#part("text"), this.hasAttribute("light"));
    this.#part("start")?.addEventListener("click", () => this.start({ refresh: this.hasAttribute("finished") }));
    this.#part("retry")?.addEventListener("click", () => this.start({ refresh: true }));
    this.#part("stop")?.addEventListener("click", () => this.stop());
    this.#part("copy")?.addEventListener("click", () => this.copy());
    const stream = this.getAttribute("stream");
    if (stream) this.#follow(stream);
    else this.#show(this.hasAttribute("finished") ? "done" : "idle");
  }

  disconnectedCallback() {
    this.#follower?.close();
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  async start({ refresh = false } = {}) {
    this.#view.clear();
    this.#stopped = false;
    this.#show("connecting");
    try {
      const params = { ...JSON.parse(this.getAttribute("params") || "{}"), ...(refresh && { refresh: true }) };
      const { stream } = await post("/streams/start", { answer: this.getAttribute("answer"), params });
      await this.#follow(stream);
    } catch (error) {
      this.#show("failed", error instanceof Refused ? error.message : "");
    }
  }

  async stop() {
    this.#stopped = true;
    this.#part("stop").disabled = true;
    try {
      await post(`/streams/${this.#stream}/cancel`);
    } catch (error) {
      // 409: it had ended by itself, and its ending is on its way here.
      if (!(error instanceof Refused && error.status === 409)) this.#stopped = false;
    }
    this.#part("stop").disabled = false;
  }

  async copy() {
    await navigator.clipboard.writeText(this.#view.text);
    const said = this.#part("copied");
    said.hidden = false;
    setTimeout(() => (said.hidden = true), 2000);
  }

  async #follow(stream) {
    this.#stream = stream;
    this.#view.clear();
    let ending = null;
    this.#follower?.close();
    const follower = (this.#follower = new Follower(stream, {
      onState: (state) => this.#show(state === "waiting" && !navigator.onLine ? "offline" : state),
      onEvent: (event) => {
        if (event.type === "text" || event.type === "refused") this.#view.append(event.text);
        else if (event.type === "resumed") this.#show("catching-up");
        else if (["done", "failed", "cancelled"].includes(event.type)) ending = event;
      },
    }));
    try {
      await follower.run();
    } catch (error) {
      if (follower === this.#follower) this.#show("failed", error.message);
      return;
    }
    if (follower === this.#follower && ending) this.#end(ending);
  }

  #end(ending) {
    this.#view.finish();
    if (ending.type === "failed") this.#show(ending.code === "interrupted" ? "interrupted" : "failed", ending.message);
    else this.#show(ending.type === "cancelled" ? "stopped" : "done");
    this.dispatchEvent(new CustomEvent("stream-done", { bubbles: true, detail: { stream: this.#stream } }));
  }

  // The state on the element (for the style sheet), in words (for people), and as an event (for the page).
  #show(state, message = "") {
    if (this.dataset.state === state && !message) return;
    this.dataset.state = state;
    const status = this.#part("status");
    const words = message || status.dataset[state.replace(/-(.)/g, (_, char) => char.toUpperCase())] || "";
    if (status.textContent !== words) status.textContent = words;
    const busy = ["connecting", "catching-up", "writing", "waiting", "offline"].includes(state);
    this.#part("text").setAttribute("aria-busy", String(busy));
    const has = this.#view.text !== "";
    this.#toggle("stop", busy && this.#stream !== null && state !== "connecting");
    if (state === "done" && this.#part("start")) this.#part("start").textContent = this.#part("start").dataset.again;
    this.#toggle("start", state === "idle" || state === "done" || state === "stopped");
    this.#toggle("retry", state === "failed" || state === "interrupted");
    this.#toggle("copy", !busy && has);
    this.#toggle("empty", state === "idle");
    this.#toggle("label", has || state === "writing");
    this.dispatchEvent(new CustomEvent("stream-state", { bubbles: true, detail: { state, message: words } }));
  }

  #toggle(name, shown) {
    const part = this.#part(name);
    if (part) part.hidden = !shown;
  }
}

customElements.define("stream-answer", StreamAnswer);
