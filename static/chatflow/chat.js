// The chat page: one conversation, its messages, and the answer that is being written.

import { Follower, Refused, refusal } from "../streams/follower.js";
import { Bubble } from "./bubble.js";
import { Tree } from "./tree.js";

const page = document.getElementById("talk");
const part = (name) => page.querySelector(`:scope [data-part=${name}]`);
const [log, chip, status, composer, send, stop] = ["log", "chip", "status", "composer", "send", "stop"].map(part);
const box = composer.querySelector("textarea");
const token = composer.querySelector("[name=csrfmiddlewaretoken]").value;

let conversation = page.dataset.conversation;
let tree = new Tree();
let bubbles = [];
let follower = null;
let running = "";
let stopping = false;

async function call(path, body) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const response = await fetch(path, { ...init, headers, cache: "no-store" });
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

// --- words about the state

function say(state, words = "") {
  page.dataset.state = state;
  status.textContent = words || page.dataset[state.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] || "";
  const busy = ["connecting", "thinking", "writing", "waiting", "offline", "catching-up"].includes(state);
  send.hidden = busy;
  stop.hidden = !busy || !running;
}

function tell(error) {
  if (!(error instanceof Refused)) say("failed", page.dataset.unreachable);
  else say("failed", error.status === 409 ? page.dataset.busy : error.message || page.dataset.failed);
}

// --- scrolling: the page follows only while its reader is at the end

let follows = true;
const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 48;

function toEnd() {
  follows = true;
  chip.hidden = true;
  log.scrollTop = log.scrollHeight;
}

function grown() {
  if (follows) log.scrollTop = log.scrollHeight;
  else chip.hidden = false;
}

log.addEventListener("scroll", () => {
  follows = atEnd();
  if (follows) chip.hidden = true;
});
chip.addEventListener("click", toEnd);

// --- messages

function add(bubble) {
  part("empty")?.setAttribute("hidden", "");
  bubbles.push(bubble);
  log.append(bubble.element);
  return bubble;
}

// Show the branch; messages that are shown already keep their nodes.
function show() {
  const branch = tree.branch();
  let same = 0;
  while (same < branch.length && bubbles[same]?.message?.id === branch[same].id) same += 1;
  bubbles.splice(same).forEach((bubble) => bubble.element.remove());
  bubbles.forEach((bubble, place) => bubble.settle(branch[place], tree.siblings(branch[place])));
  branch.slice(same).forEach((message) => add(Bubble.of(page, message, tree.siblings(message))));
}

async function load() {
  tree = new Tree(await call(`/talk/${conversation}/tree`));
  return tree;
}

async function open() {
  if (!conversation) return say("idle");
  say("loading");
  try {
    const loaded = await call(`/talk/${conversation}/tree`);
    tree = new Tree(loaded);
    show();
    toEnd();
    say("idle");
    if (loaded.running) await resume(loaded.running);
  } catch (error) {
    tell(error);
  }
}

async function resume({ stream, continues }) {
  const begun = continues && bubbles.find((bubble) => bubble.message?.id === continues);
  await follow(stream, begun || add(new Bubble(page, "assistant")));
}

// --- asking

async function ask(params, bubble) {
  stopping = false;
  say("connecting");
  try {
    if (!conversation) {
      conversation = (await call(page.dataset.begin, {})).id;
      history.replaceState(null, "", `/talk/${conversation}/`);
    }
    const body = { answer: page.dataset.answer, params: { ...params, conversation_id: conversation } };
    const { stream } = await call("/streams/start", body);
    await follow(stream, bubble ?? add(new Bubble(page, "assistant")));
    return true;
  } catch (error) {
    tell(error);
    return false;
  }
}

async function follow(stream, bubble) {
  running = stream;
  let ending = null;
  let begun = false;
  follower = new Follower(stream, {
    onState: (state) => {
      const shown = state === "waiting" && !navigator.onLine ? "offline" : state;
      say(shown === "writing" && !begun ? "thinking" : shown);
    },
    onEvent: (event) => {
      if (event.type === "text") {
        begun = true;
        bubble.append(event.text);
        say("writing");
      } else if (event.type === "thinking") bubble.think(event.text);
      else if (["done", "failed", "cancelled"].includes(event.type)) ending = event;
      grown();
    },
  });
  bubble.element.setAttribute("aria-busy", "true");
  say("connecting");
  try {
    await follower.run();
  } finally {
    running = "";
    bubble.end();
    bubble.element.removeAttribute("aria-busy");
  }
  await settle(bubble, ending);
}

// The end: the bubble learns which message it is; its nodes stay.
async function settle(bubble, ending) {
  for (let tries = 0; tries < 20; tries += 1) {
    const loaded = await call(`/talk/${conversation}/tree`);
    tree = new Tree(loaded);
    if (!loaded.running) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const branch = tree.branch();
  bubbles.forEach((one, place) => {
    if (branch[place]?.role === one.role) one.settle(branch[place], tree.siblings(branch[place]));
  });
  if (tree.leaf && part("title")) document.title = document.title.replace(/^.*(?= · )/, titled());
  grown();
  say(ending?.type === "cancelled" ? "stopped" : "idle");
}

function titled() {
  const first = tree.branch()[0]?.text.trim().split("\n")[0].slice(0, 24) ?? "";
  if (!page.dataset.conversation) part("title").textContent = first;
  return part("title").textContent;
}

// --- what people do

const draft = () => `xiliu-draft:${conversation || "new"}`;

function fit() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 192)}px`;
}

box.value = localStorage.getItem(draft()) ?? "";
fit();
box.addEventListener("input", () => {
  fit();
  if (box.value) localStorage.setItem(draft(), box.value);
  else localStorage.removeItem(draft());
});
box.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses its words (229 is what some browsers say instead).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});
composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = box.value;
  if (!text.trim() || running || send.hidden) return;
  localStorage.removeItem(draft());
  box.value = "";
  fit();
  const question = add(new Bubble(page, "user"));
  question.append(text);
  toEnd();
  const asked = await ask({ message: text });
  if (!asked && !question.message) {
    question.element.remove();
    bubbles = bubbles.filter((one) => one !== question);
    box.value = text;
    localStorage.setItem(draft(), text);
    fit();
  }
});
stop.addEventListener("click", async () => {
  if (stopping) return;
  stopping = true;
  await call(`/streams/${running}/cancel`, {}).catch(() => {});
  stopping = false;
});

log.addEventListener("click", async (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  const bubble = bubbles.find((one) => one.element.contains(event.target));
  if (act && bubble) await acts[act]?.(bubble, event.target);
});

const acts = {
  copy: async (bubble, button) => {
    await navigator.clipboard.writeText(bubble.text);
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  },
  previous: (bubble) => turn(bubble, -1),
  next: (bubble) => turn(bubble, 1),
  regenerate: async (bubble) => {
    if (running || !bubble.message) return;
    cut(bubble);
    await ask({ regenerate: bubble.message.id });
  },
  continue: async (bubble) => {
    if (!running && bubble.message) await ask({ continue: bubble.message.id }, bubble);
  },
  edit: (bubble) => edit(bubble),
};

async function turn(bubble, step) {
  if (running) return;
  const versions = tree.siblings(bubble.message);
  const other = versions[versions.indexOf(bubble.message) + step];
  if (!other) return;
  tree.leaf = tree.newest(other).id;
  show();
  await call(`/talk/${conversation}/show`, { leaf: tree.leaf }).catch(tell);
}

// Everything from a message on leaves the page; it stays in the tree.
function cut(bubble) {
  bubbles.splice(bubbles.indexOf(bubble)).forEach((one) => one.element.remove());
}

function edit(bubble) {
  if (running || !bubble.message || bubble.element.querySelector(".editor")) return;
  const form = page.querySelector("template[data-part=editor]").content.firstElementChild.cloneNode(true);
  const area = form.querySelector("textarea");
  area.value = bubble.text;
  bubble.element.append(form);
  area.focus();
  form.querySelector("[data-act=cancel]").addEventListener("click", () => form.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!area.value.trim() || running) return;
    const { parent } = bubble.message;
    cut(bubble);
    const question = add(new Bubble(page, "user"));
    question.append(area.value);
    toEnd();
    await ask({ message: area.value, parent: parent ?? 0 });
  });
}

open();
