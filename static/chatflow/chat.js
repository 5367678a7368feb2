// The chat page: one conversation, its messages, and the answer that is being written.

import { Follower, Refused, refusal } from "../streams/follower.js";
import { Bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { copy } from "./copy.js";
import { edit } from "./editor.js";
import { Scrolling } from "./scrolling.js";
import { Side } from "./side.js";
import { Tree } from "./tree.js";

const page = document.getElementById("talk");
const part = (name) => page.querySelector(`:scope [data-part=${name}]`);
const [log, status, send, stop, empty] = ["log", "status", "send", "stop", "empty"].map(part);
const token = part("composer").querySelector("[name=csrfmiddlewaretoken]").value;
const side = new Side(page);
const scrolling = new Scrolling(log, part("chip"));

let conversation = page.dataset.conversation;
let tree = new Tree();
let bubbles = [];
let busy = false; // something is asked, followed or loaded
let running = ""; // the stream that is followed

async function call(path, body, more = {}) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, ...more };
  const response = await fetch(path, { ...init, headers, cache: "no-store" });
  if (response.redirected) throw new Refused(401, "");
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// --- words about the state

const BUSY = ["connecting", "thinking", "writing", "waiting", "offline", "catching-up"];

function say(state, words = page.dataset[state.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] ?? "") {
  page.dataset.state = state;
  if (status.textContent !== words) status.textContent = words;
  const focused = [send, stop].includes(document.activeElement);
  send.hidden = BUSY.includes(state);
  stop.hidden = !send.hidden;
  stop.disabled = !running;
  if (focused) composer.focus();
}

function tell(error) {
  const { unreachable, noNetwork, signedOut, gone, busy: writing, failed } = page.dataset;
  if (!(error instanceof Refused)) return say("failed", navigator.onLine ? unreachable : noNetwork);
  const known = { 401: signedOut, 403: signedOut, 404: gone, 409: writing };
  return say("failed", known[error.status] ?? (error.message || failed));
}

// --- messages

function add(bubble) {
  empty?.setAttribute("hidden", "");
  bubbles.push(bubble);
  log.append(bubble.element);
  return bubble;
}

// Show the branch; messages that are shown already keep their nodes.
function show() {
  const branch = tree.branch();
  let same = 0;
  while (same < branch.length && bubbles[same]?.shows(branch[same])) same += 1;
  cut(same);
  bubbles.forEach((bubble, place) => bubble.settle(branch[place], tree.siblings(branch[place])));
  branch.slice(same).forEach((message) => add(Bubble.of(page, message, tree.siblings(message))));
  empty?.toggleAttribute("hidden", bubbles.length > 0);
}

// Everything from a place on leaves the page; it stays in the tree.
function cut(place) {
  bubbles.splice(place).forEach((bubble) => bubble.element.remove());
}

// What the server has; the answer that is being written, if there is one.
async function load() {
  const loaded = await call(`/talk/${conversation}/tree`);
  tree = new Tree(loaded);
  // The versions of the answer that is being written stand at its place.
  if (loaded.running && !loaded.running.continues) tree.leaf = loaded.running.question;
  side.called(loaded.title);
  return loaded.running;
}

async function refresh() {
  if (!conversation || busy) return;
  busy = true;
  try {
    const written = await load();
    show();
    scrolling.keep();
    if (written) await resume(written);
    else if (page.dataset.state !== "stopped") say("idle");
  } catch (error) {
    tell(error);
  } finally {
    busy = false;
  }
}

async function resume({ stream, continues }) {
  const begun = continues && bubbles.find((bubble) => bubble.message?.id === continues);
  await follow(stream, begun || add(new Bubble(page, "assistant")));
}

// --- asking

// Whether the question is with the server now; if not, the page is as it was before.
async function ask(params, bubble) {
  busy = true;
  say("connecting");
  if (document.activeElement === document.body) composer.focus(); // the button that asked is gone
  let stream = "";
  try {
    conversation ||= await begin(params.message);
    stream = await start({ ...params, conversation_id: conversation });
    await follow(stream, bubble ?? add(new Bubble(page, "assistant")));
  } catch (error) {
    if (!stream) show();
    tell(error);
    if (error.status === 409) setTimeout(refresh); // another tab asked: what it asked is shown
  } finally {
    busy = false;
  }
  return Boolean(stream);
}

async function begin(words) {
  const { id } = await call(page.dataset.begin, {});
  history.replaceState(null, "", `/talk/${id}/`);
  side.begun(id, words);
  return id;
}

// A lost reply does not ask twice: the key joins what the first request began.
async function start(params) {
  const key = `${Date.now()}-${Math.random()}`;
  for (let tries = 0; ; tries += 1) {
    try {
      return (await call("/streams/start", { answer: page.dataset.answer, params }, { "Idempotency-Key": key })).stream;
    } catch (error) {
      if (error instanceof Refused || tries === 2) throw error;
      await pause(500 * (tries + 1));
    }
  }
}

async function follow(stream, bubble) {
  running = stream;
  let ending = null;
  let begun = false;
  let cut = false; // by the model's own limit
  const onState = (state) => {
    if (state === "waiting" && !navigator.onLine) say("offline");
    else say(["connecting", "writing"].includes(state) && !begun ? "thinking" : state);
  };
  const onEvent = (event) => {
    if (event.type === "text") {
      if (!begun) say("writing");
      begun = true;
      bubble.append(event.text);
    } else if (event.type === "thinking") bubble.think(event.text);
    else if (event.type === "reference") cut = event.sources.some((source) => source.cut);
    else if (["done", "failed", "cancelled"].includes(event.type)) ending = event;
    scrolling.grown();
  };
  bubble.writing();
  try {
    await new Follower(stream, { onEvent, onState }).run();
  } finally {
    running = "";
    bubble.end(cut || ending?.type !== "done");
  }
  await settle();
  if (ending?.type === "cancelled") say("stopped");
  else say("done", ending?.message || (cut ? page.dataset.cut : page.dataset.done));
}

// The end: the bubbles learn which messages they are; their nodes stay. The row follows the log in a moment.
async function settle() {
  for (let tries = 0; tries < 40; tries += 1) {
    const written = await load().catch((error) => {
      if (error instanceof Refused) throw error;
      return true;
    });
    if (!written) {
      show();
      return scrolling.grown();
    }
    await pause(Math.min(100 * (tries + 1), 1000));
  }
}

// --- what people do

// What stands above is what the model gets, whatever another tab has asked meanwhile.
function place() {
  const last = bubbles.at(-1);
  if (!last) return { parent: 0 };
  return last.message?.role === "assistant" ? { parent: last.message.id } : {};
}

const composer = new Composer(
  part("composer"),
  () => `xiliu-draft:${page.dataset.person}:${conversation || "new"}`,
  async (text) => {
    if (busy) return;
    composer.clear();
    const params = { message: text, ...place() };
    add(new Bubble(page, "user")).append(text);
    scrolling.toEnd();
    if (!(await ask(params))) composer.giveBack(text);
  },
);

stop.addEventListener("click", async () => {
  stop.disabled = true;
  await call(`/streams/${running}/cancel`, {}).catch(() => {});
});

const acts = {
  copy: (bubble, button) => bubble.copy(button),
  "copy-code": (bubble, button) => copy(button.closest("figure").querySelector("code").textContent, button),
  previous: (bubble) => turn(bubble, -1),
  next: (bubble) => turn(bubble, 1),
  regenerate: async (bubble) => {
    cut(bubbles.indexOf(bubble));
    await ask({ regenerate: bubble.message.id });
  },
  continue: (bubble) => ask({ continue: bubble.message.id }, bubble),
  edit: (bubble) => rewrite(bubble, bubble.text),
};

log.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-act]");
  const bubble = button && bubbles.find((one) => one.element.contains(button));
  const free = !busy && bubble?.message;
  if (bubble && (free || button.dataset.act.startsWith("copy"))) await acts[button.dataset.act](bubble, button);
});

async function turn(bubble, step) {
  const at = bubbles.indexOf(bubble);
  const versions = tree.siblings(bubble.message);
  const other = versions[versions.indexOf(bubble.message) + step];
  if (!other) return;
  tree.leaf = tree.newest(other).id;
  show();
  const [first, second] = step < 0 ? ["previous", "next"] : ["next", "previous"];
  const buttons = [first, second].map((name) => bubbles[at].element.querySelector(`[data-act=${name}]`));
  buttons.find((button) => !button.disabled)?.focus();
  await call(`/talk/${conversation}/show`, { leaf: tree.leaf }).catch(tell);
}

function rewrite(bubble, text) {
  const at = bubbles.indexOf(bubble);
  edit(page, bubble, text, async (words) => {
    if (busy) return;
    cut(at);
    add(new Bubble(page, "user")).append(words);
    scrolling.toEnd();
    if (!(await ask({ message: words, parent: bubble.message.parent ?? 0 }))) rewrite(bubbles[at], words);
  });
}

// --- the page's own life

// What other tabs have done meanwhile.
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
window.addEventListener("online", refresh);
window.addEventListener("offline", () => running && say("offline"));

// The keyboard of a phone covers the page; what is seen is what there is room for.
window.visualViewport?.addEventListener("resize", () => {
  const { height, scale } = window.visualViewport;
  if (scale === 1) document.body.style.setProperty("--seen", `${height}px`);
});

say(conversation ? "loading" : "idle");
composer.focus();
refresh();
