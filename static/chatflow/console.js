// The live console: the queue, one call as it is spoken, and what a person does with it.

import { el, entry, live, since, slot, turn, unsaid } from "./desk-view.js";

const desk = document.getElementById("desk");
const words = desk.dataset;
const part = (name) => desk.querySelector(`[data-part=${name}]`);
const act = (name) => desk.querySelector(`[data-act=${name}]`);
const URGENT = new Set(["sfrs", "ssrs", "sfbk", "wxqk"]);
const PING_MS = 20_000;
const LONGEST_WAIT_MS = 10_000;

let socket = null;
let tries = 0;
let calls = [];
let open = 0;
let card = null;
let running = null;
const unsent = new Map();

// --- the connection: what it told is told again after a cut, so nothing needs to be remembered

function connect() {
  show("connecting");
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/console/`);
  socket.addEventListener("open", () => {
    tries = 0;
    show("open");
    if (open) send({ type: "watch", call: open });
    unsent.forEach((frame) => send(frame));
  });
  socket.addEventListener("message", ({ data }) => told(JSON.parse(data)));
  socket.addEventListener("close", ({ code }) => {
    if (code === 4401 || code === 4403) return show("refused");
    show("lost");
    tries += 1;
    setTimeout(connect, Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(tries - 1, 5)) * (0.5 + Math.random() / 2));
  });
}

function show(state) {
  desk.dataset.state = state;
  part("connection").textContent = words[state];
}

function send(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

setInterval(() => send({ type: "ping" }), PING_MS);
setInterval(() => desk.querySelectorAll("[data-since]").forEach((one) => (one.textContent = since(one.dataset.since))), 1000);

// --- what the server tells

const handlers = {
  queue: (message) => queue(message.calls),
  call: (message) => message.call === open && shown(message),
  event: (message) => message.call === open && heard(message),
  taken: () => say(words.taken),
  handed_back: () => say(words.handedBack),
  ended: () => say(words.over),
  noted: (message) => unsent.delete(message.ref),
  gone: () => (say(words.gone), close()),
  error: (message) => (unsent.delete(message.ref), say(message.message, true)),
};

function told(message) {
  handlers[message.type]?.(message);
}

function say(text, bad = false) {
  part("said").textContent = text;
  part("said").classList.toggle("bad", bad);
}

function queue(list) {
  calls = list;
  const focused = document.activeElement?.dataset?.call;
  part("queue").replaceChildren(...calls.map((call) => entry(call, words, open)));
  part("no-calls").hidden = calls.length > 0;
  if (focused) part("queue").querySelector(`[data-call="${focused}"]`)?.focus();
  const waiting = calls.filter((call) => call.handled === "waiting").length;
  document.title = document.title.replace(/^(?:\(\d+\) )?/, waiting ? `(${waiting}) ` : "");
}

function shown(message) {
  card = message;
  part("none").hidden = true;
  part("call").hidden = part("card").hidden = false;
  desk.dataset.view = "call";
  part("name").textContent = card.session;
  const who = card.mine ? words.mine : card.handled === "agent" ? card.agent : words[card.handled];
  part("facts").textContent = [card.source, `${card.stage} ${card.label}`.trim(), who].filter(Boolean).join(" · ");
  transcript();
  known();
  act("take").hidden = card.mine || card.handled === "ended";
  act("hand_back").hidden = act("end").hidden = part("say").hidden = !card.mine;
}

function transcript() {
  const list = part("turns");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
  const items = card.transcript.map((one) => turn(one, words));
  if (card.running && running?.stream === card.running.stream) items.push(running.item);
  else if (card.running) {
    running = { stream: card.running.stream, ...live(card.running.said, words) };
    items.push(running.item);
  } else running = null;
  items.push(...card.unsaid.map((one) => unsaid(one, words)));
  list.replaceChildren(...items);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function heard({ stream, event }) {
  if (running?.stream !== stream || event.type !== "text") return;
  const list = part("turns");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
  running.text.appendData(event.text);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function known() {
  part("slots").replaceChildren(...card.slots.map((one) => slot(one, words)));
  part("nothing").hidden = card.slots.length > 0;
  const urgent = card.slots.filter((one) => URGENT.has(one.key) && one.value !== "无");
  part("urgent").hidden = !urgent.length;
  part("urgent").textContent = urgent.map((one) => `${one.title}：${one.value}`).join("；");
  part("missing").textContent = card.missing.length ? part("missing").dataset.label + card.missing.join("、") : "";
  part("missing").hidden = !card.missing.length;
}

// --- what the person does

function watch(call) {
  open = call;
  running = null;
  say("");
  part("turns").replaceChildren(el("li", "soft", words.connecting));
  send({ type: "watch", call });
  queue(calls);
}

function close() {
  open = 0;
  desk.dataset.view = "";
  part("call").hidden = part("card").hidden = true;
  part("none").hidden = false;
  queue(calls);
}

desk.addEventListener("click", (event) => {
  const call = event.target.closest("[data-call]")?.dataset.call;
  if (call) return watch(Number(call));
  const name = event.target.closest("[data-act]")?.dataset.act;
  if (name === "back") close();
  else if (name) send({ type: name, call: open });
});

const box = part("say").querySelector("textarea");
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  part("say").requestSubmit();
});
part("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  // Kept until the server has noted it: after a cut it is sent again, and counts once.
  const frame = { type: "say", call: open, text, ref: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
  unsent.set(frame.ref, frame);
  send(frame);
  box.value = "";
});

connect();
