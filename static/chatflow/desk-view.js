// What the console shows of one call, as nodes: its turns, and what is known. Texts become text nodes alone.

export function el(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// How long ago, in minutes and seconds, from an hour on in hours and minutes.
export function since(iso, now) {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

// Let the list be these items, each `{key, mark, make}`: what is there already with the same mark stays the same node.
export function reconcile(list, items) {
  const there = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map(({ key, mark = "", make }) => {
    const old = there.get(key);
    if (old?.dataset.mark === mark) return old;
    const node = make();
    Object.assign(node.dataset, { key, mark });
    return node;
  });
  const wanted = new Set(nodes);
  [...list.children].forEach((node) => wanted.has(node) || node.remove());
  nodes.forEach((node, place) => list.children[place] === node || list.insertBefore(node, list.children[place] ?? null));
}

const clock = (iso) => new Date(iso).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

// One turn: what the caller said, what was answered, and the stage where it has changed.
export function turn(shown, before, words) {
  const item = el("li", "exchange");
  item.dataset.number = shown.number;
  const state = { cancelled: words.stopped, failed: words.failed }[shown.state] ?? "";
  item.append(el("p", "caller", shown.said || words.silence));
  if (shown.text || state) item.append(el("p", `answer ${shown.by}`, shown.text, state ? el("em", "small", state) : ""));
  const stage = shown.code === before?.code ? "" : `${shown.code} ${shown.label}`.trim();
  item.append(el("p", "small soft numbers", [stage, clock(shown.at)].filter(Boolean).join(" · ")));
  return item;
}

// A turn that runs. What a person says in it stands below already, until the turn has ended.
export function live({ said, by }, words) {
  const text = document.createTextNode("");
  const item = el("li", "exchange live", el("p", "caller", said || words.silence));
  if (by !== "agent") item.append(el("p", `answer ${by}`, text));
  return { item, text };
}

export function unsaid(message, words) {
  return el("li", "exchange unsaid", el("p", "answer agent", message.text), el("p", "small soft", words.unsaid));
}

// What the server has not noted: on its way, held back by a cut, or refused, and then she decides.
export function pending(message, connected, words) {
  const item = el("li", "exchange unsaid", el("p", "answer agent", message.text));
  if (!message.failed) {
    item.append(el("p", "small soft", connected ? words.sending : words.held));
    return item;
  }
  const button = (act, text) => {
    const made = el("button", "linklike", text);
    Object.assign(made, { type: "button" }).dataset[act] = message.ref;
    return made;
  };
  item.classList.add("failed");
  item.append(el("p", "small", message.failed, " ", button("sendAgain", words.again), " ", button("takeBack", words.putBack)));
  return item;
}

// A value with the words behind it.
export function slot(known, words) {
  const row = el("div", "slot");
  row.dataset.status = known.status;
  const how = [known.status_label, known.turn ? words.turn.replace("{n}", known.turn) : ""];
  if (known.confidence < 0.8) how.push(`${words.sure} ${Math.round(known.confidence * 100)}%`);
  const title = el("dt", "", known.title);
  title.title = known.key;
  row.append(
    title,
    el("dd", "", el("strong", "", known.value), known.words ? el("q", "small soft", known.words) : "", el("span", "small soft", how.filter(Boolean).join(" · "))),
  );
  return row;
}
