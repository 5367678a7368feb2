// The queue as nodes that stay: a list under somebody's finger is changed in place, and moved only when it must be.

import { el, since } from "./desk-view.js";

export class Queue {
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.entries = new Map();
    this.groups = ["waiting", "mine", "colleague", "bot"].map((name) => this.group(name));
  }

  group(name) {
    const heading = el("h2", "desk-group small soft");
    const list = el("ul");
    const section = el("section", "", heading, list);
    section.dataset.group = name;
    this.root.append(section);
    return { name, section, heading, list };
  }

  show(calls, { user, open }) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const numbers = new Set(calls.map((call) => call.call));
    this.entries.forEach((entry, number) => numbers.has(number) || this.drop(number, entry));
    this.groups.forEach(({ name, section, heading, list }) => {
      const here = calls.filter((call) => groupOf(call, user) === name);
      section.hidden = !here.length;
      heading.textContent = `${this.words[name]} ${here.length}`;
      here.forEach((call, place) => this.place(list, place, this.filled(call, open, user)));
    });
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  drop(number, entry) {
    entry.item.remove();
    this.entries.delete(number);
  }

  place(list, place, item) {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  }

  filled(call, open, user) {
    const entry = this.entries.get(call.call) ?? this.made(call.call);
    const { button, name, wait, hurt, who, stage, last } = entry;
    button.dataset.handled = call.waits ? "waiting" : call.handled;
    button.toggleAttribute("data-injured", call.injured);
    if (open === call.call) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    name.textContent = call.session;
    wait.dataset.since = call.since;
    hurt.hidden = !call.injured;
    const answers = call.handled === "agent" && call.agent_id !== user;
    who.textContent = !answers ? "" : call.away ? this.words.away.replace("{name}", call.agent).trim() : call.agent;
    who.hidden = !who.textContent;
    stage.textContent = `${call.stage} ${call.label}`.trim();
    last.textContent = [call.plate, call.place].filter(Boolean).join(" · ") || call.last || this.words.silence;
    return entry.item;
  }

  made(number) {
    const name = el("strong");
    const wait = el("span", "wait numbers");
    const hurt = el("span", "mark urgent", this.words.injured);
    const who = el("span", "mark agent");
    const stage = el("span", "soft small");
    const last = el("span", "entry-last small");
    const button = el("button", "entry", el("span", "entry-top", name, wait), el("span", "entry-marks", hurt, who, stage), last);
    button.type = "button";
    button.dataset.call = number;
    const entry = { item: el("li", "", button), button, name, wait, hurt, who, stage, last };
    this.entries.set(number, entry);
    return entry;
  }

  tick(now) {
    this.entries.forEach(({ wait }) => {
      const text = since(wait.dataset.since, now);
      if (wait.textContent !== text) wait.textContent = text;
    });
  }

  // Up and down, from one entry to the next.
  step(from, by) {
    const all = [...this.root.querySelectorAll(".entry")];
    all[Math.min(all.length - 1, Math.max(0, all.indexOf(from) + by))]?.focus();
  }
}

function groupOf(call, user) {
  if (call.waits && call.agent_id !== user) return "waiting";
  if (call.handled !== "agent") return call.handled === "waiting" ? "waiting" : "bot";
  return call.agent_id === user ? "mine" : "colleague";
}
