// The live console: the queue, one call as it is spoken, and what a person does with it.

import { chime } from "./desk-chime.js";
import { Line } from "./desk-line.js";
import { Outbox } from "./desk-outbox.js";
import { Queue } from "./desk-queue.js";
import { el, live, pending, reconcile, slot, turn, unsaid } from "./desk-view.js";

const desk = document.getElementById("desk");
const words = desk.dataset;
const part = (name) => desk.querySelector(`[data-part=${name}]`);
const act = (name) => desk.querySelector(`[data-act=${name}]`);
const URGENT = new Set(["sfrs", "ssrs", "sfbk", "wxqk"]);
const NEAR_PX = 48;
const ASK_MS = 4_000;

const user = Number(words.user);
const outbox = new Outbox(user);
const queue = new Queue(part("queue"), words);
const bell = chime(act("sound"));
const box = part("say").querySelector("textarea");
let calls = [];
let open = 0;
let card = null;
let running = null;
let ahead = 0; // the server's clock against ours

// --- the line

const connected = () => words.state === "open";

function state(name) {
  words.state = name;
  part("connection").textContent = words[name];
  part("strip").hidden = name === "open" || name === "connecting";
  part("strip").firstElementChild.textContent = words[name];
  part("strip").lastElementChild.hidden = name !== "expired";
  ["take", "hand_back", "end"].forEach((one) => (act(one).disabled = name !== "open"));
  if (name === "open") {
    if (open) watch(open);
    outbox.waiting().forEach((frame) => line.send(frame));
  }
  if (card) transcript();
}

const handlers = {
  queue: (message) => showQueue(message),
  call: (message) => message.call === open && shown(message),
  event: (message) => message.call === open && heard(message),
  taken: (message) => message.call === open && say(words.taken),
  handed_back: (message) => message.call === open && say(words.handedBack),
  ended: (message) => message.call === open && say(words.over),
  noted: ({ ref }) => outbox.mark(ref, { noted: true }),
  gone: (message) => message.call === open && close(words.gone),
  error: (message) => refused(message),
};

function refused({ call, ref, message }) {
  if (ref) outbox.mark(ref, { failed: message });
  else if (call === open) say(message, true);
  if (card) transcript();
}

function say(text, bad = false) {
  part("said").textContent = text;
  part("said").classList.toggle("bad", bad);
}

// --- the queue

function showQueue(message) {
  ahead = Date.parse(message.now) - Date.now();
  calls = message.calls;
  drawQueue();
  part("no-calls").hidden = calls.length > 0;
  const waiting = calls.filter((call) => call.waits);
  part("next").hidden = !waiting.length;
  document.title = document.title.replace(/^(?:\(\d+\) )?/, waiting.length ? `(${waiting.length}) ` : "");
  bell(waiting);
}

function drawQueue() {
  queue.show(calls, { user, open });
  queue.tick(Date.now() + ahead);
}

setInterval(() => queue.tick(Date.now() + ahead), 1000);

// --- one call

function shown(message) {
  const fresh = card?.call !== message.call;
  const hers = message.mine && !card?.mine;
  card = message;
  card.noted.forEach((ref) => outbox.remove(ref));
  part("none").hidden = true;
  part("call").hidden = part("card").hidden = false;
  if (fresh) part("card").open = matchMedia("(min-width: 56rem)").matches;
  heading();
  transcript(fresh);
  known();
  const others = card.handled === "agent" && !card.mine && !card.away;
  act("take").hidden = card.mine || others || card.handled === "ended";
  act("hand_back").hidden = act("end").hidden = part("say").hidden = !card.mine;
  if (hers) box.focus({ preventScroll: true });
  else if (fresh) part("turns").focus({ preventScroll: true });
}

function heading() {
  part("name").textContent = card.session;
  const away = words.away.replace("{name}", card.agent);
  const who = card.mine ? words.mine : card.away ? away : card.handled === "agent" ? card.agent : words[card.handled];
  part("facts").textContent = [card.source, `${card.stage} ${card.label}`.trim(), who].filter(Boolean).join(" · ");
  const urgent = card.slots.filter((one) => URGENT.has(one.key) && one.value !== "无");
  part("urgent").hidden = !urgent.length && !card.injured;
  const told = urgent.map((one) => `${one.title}：${one.value}${one.words ? `（${one.words}）` : ""}`);
  part("urgent").textContent = told.join("；") || words.injured;
}

function transcript(fresh = false) {
  const items = card.transcript.map((one, place) => {
    const before = card.transcript[place - 1];
    return { key: `turn-${one.number}`, mark: `${one.stream}${one.state}`, make: () => turn(one, before, words) };
  });
  if (!card.running) running = null;
  else if (running?.stream !== card.running.stream) running = { stream: card.running.stream, ...live(card.running, words) };
  if (running) items.push({ key: `live-${running.stream}`, make: () => running.item });
  items.push(...card.unsaid.map((one) => ({ key: `say-${one.ref}`, mark: "noted", make: () => unsaid(one, words) })));
  outbox.of(open).forEach((one) => {
    const mark = one.failed ?? String(connected());
    items.push({ key: `say-${one.ref}`, mark, make: () => pending(one, connected(), words) });
  });
  followed(() => reconcile(part("turns"), items), fresh);
}

// Change the transcript; whoever reads at its end stays at its end, whoever reads further up is told.
function followed(change, fresh = false) {
  const list = part("turns");
  const atEnd = fresh || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
  const height = list.scrollHeight;
  change();
  if (atEnd) list.scrollTop = list.scrollHeight;
  else if (list.scrollHeight > height) act("newer").hidden = false;
}

part("turns").addEventListener("scroll", ({ target }) => {
  if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_PX) act("newer").hidden = true;
});

function heard({ stream, event }) {
  if (running?.stream === stream && event.type === "text") followed(() => running.text.appendData(event.text));
}

function known() {
  reconcile(part("slots"), card.slots.map((one) => ({ key: one.key, mark: JSON.stringify(one), make: () => slot(one, words) })));
  part("nothing").hidden = card.slots.length > 0;
  part("last").textContent = card.last ? `“${card.last}”` : "";
  part("missing").textContent = card.missing.length ? part("missing").dataset.label + card.missing.join("、") : "";
  part("missing").hidden = !card.missing.length;
}

// --- what the person does

function watch(call) {
  if (open !== call) {
    box.value = outbox.draft(call);
    say("");
    act("newer").hidden = true;
    part("turns").replaceChildren(el("li", "soft", words.connecting));
    card = null;
  }
  open = call;
  running = null; // the server tells a running turn from its beginning
  desk.dataset.view = "call";
  history.replaceState(null, "", `#${call}`);
  line.send({ type: "watch", call });
  drawQueue();
}

function close(why = words.choose) {
  const left = open;
  open = 0;
  card = null;
  desk.dataset.view = "";
  history.replaceState(null, "", location.pathname);
  part("call").hidden = part("card").hidden = true;
  part("none").hidden = false;
  part("none").firstElementChild.textContent = why;
  drawQueue();
  part("queue").querySelector(`[data-call="${left}"]`)?.focus();
}

// Ending cannot be undone: the same button asks once.
function end() {
  const button = act("end");
  if (button.dataset.asked) return line.send({ type: "end", call: open });
  button.dataset.asked = "yes";
  button.textContent = words.sureEnd;
  return setTimeout(() => (delete button.dataset.asked, (button.textContent = words.end)), ASK_MS);
}

const acts = {
  back: () => close(),
  next: () => watch(calls.find((call) => call.waits).call),
  newer: () => (part("turns").scrollTop = part("turns").scrollHeight),
  take: () => line.send({ type: "take", call: open }),
  hand_back: () => line.send({ type: "hand_back", call: open }),
  end,
};

desk.addEventListener("click", ({ target }) => {
  const call = target.closest("[data-call]")?.dataset.call;
  if (call) return watch(Number(call));
  const { sendAgain, takeBack } = target.dataset;
  if (sendAgain) return sentAgain(sendAgain);
  if (takeBack) return takenBack(takeBack);
  return acts[target.closest("[data-act]")?.dataset.act]?.();
});

desk.addEventListener("keydown", (event) => {
  const entry = event.target.closest(".entry");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (entry && by) {
    event.preventDefault();
    queue.step(entry, by);
  } else if (event.key === "Escape" && open && !event.isComposing) close();
});

function submit(text) {
  line.send(outbox.add(open, text));
  transcript();
}

function sentAgain(ref) {
  const { text } = outbox.remove(ref);
  submit(text);
}

function takenBack(ref) {
  const { text } = outbox.remove(ref);
  box.value = [box.value.trim(), text].filter(Boolean).join("\n");
  outbox.write(open, box.value);
  transcript();
  if (!part("say").hidden) box.focus();
}

box.addEventListener("input", () => outbox.write(open, box.value));
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  part("say").requestSubmit();
});
part("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text || !card) return;
  box.value = "";
  outbox.write(open, "");
  submit(text);
  part("turns").scrollTop = part("turns").scrollHeight;
});

open = Number(location.hash.slice(1)) || 0;
box.value = outbox.draft(open);
if (open) desk.dataset.view = "call";
const line = new Line({ told: (message) => handlers[message.type]?.(message), state });
