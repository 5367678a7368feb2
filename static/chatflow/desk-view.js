// What the console shows, as nodes: the queue, the turns of a call, and what is known. Texts become text nodes alone.

export function el(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// How long ago, in minutes and seconds.
export function since(iso, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function entry(call, words, open) {
  const button = el("button", "entry");
  button.type = "button";
  button.dataset.call = call.call;
  button.dataset.handled = call.handled;
  if (call.injured) button.dataset.injured = "";
  if (open === call.call) button.setAttribute("aria-current", "true");
  const waits = el("span", "wait numbers");
  waits.dataset.since = call.handled === "waiting" ? call.waiting_since : call.touched_at;
  waits.textContent = since(waits.dataset.since);
  button.append(
    el("span", "entry-top", el("strong", "", call.session), waits),
    el("span", "entry-marks", mark(call, words), el("span", "soft small", `${call.stage} ${call.label}`.trim())),
    el("span", "entry-last small", call.last || words.silence),
  );
  return el("li", "", button);
}

function mark(call, words) {
  const text = call.handled === "agent" && call.agent ? call.agent : words[call.handled];
  return el("span", `mark ${call.injured ? "urgent" : call.handled}`, call.injured ? `${call.label || text}` : text);
}

// One turn: what the caller said, and what was answered.
export function turn(shown, words) {
  const item = el("li", "exchange");
  item.dataset.number = shown.number;
  const state = { cancelled: words.stopped, failed: words.failed }[shown.state] ?? "";
  item.append(el("p", "caller", shown.said || words.silence));
  if (shown.text || state) item.append(el("p", `answer ${shown.by}`, shown.text, state ? el("em", "small", state) : ""));
  item.append(el("p", "small soft numbers", `${shown.code} ${shown.label}`.trim()));
  return item;
}

export function live(said, words) {
  const answer = el("p", "answer rules", document.createTextNode(""));
  return { item: el("li", "exchange live", el("p", "caller", said || words.silence), answer), text: answer.firstChild };
}

export function unsaid(message, words) {
  return el("li", "exchange unsaid", el("p", "answer agent", message.text), el("p", "small soft", words.unsaid));
}

// A value with the words behind it.
export function slot(known, words) {
  const row = el("div", "slot");
  row.dataset.status = known.status;
  const how = [known.status_label, known.turn ? words.turn.replace("{n}", known.turn) : ""];
  if (known.confidence < 0.8) how.push(`${words.sure} ${Math.round(known.confidence * 100)}%`);
  row.append(
    el("dt", "", known.title, el("span", "small soft", known.key)),
    el("dd", "", el("strong", "", known.value), known.words ? el("q", "small soft", known.words) : "", el("span", "small soft", how.filter(Boolean).join(" · "))),
  );
  return row;
}
