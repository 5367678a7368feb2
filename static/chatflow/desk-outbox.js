// What the person types: the draft of each call, and what the server has not noted yet. Both survive a reload.

function kept(key) {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  } catch {
    return new Map();
  }
}

function keep(key, map) {
  try {
    sessionStorage.setItem(key, JSON.stringify([...map]));
  } catch {
    // A full or forbidden store: what was typed lives as long as the page.
  }
}

export class Outbox {
  constructor(user) {
    this.keys = { drafts: `desk-drafts-${user}`, sent: `desk-sent-${user}` };
    this.drafts = kept(this.keys.drafts);
    this.sent = kept(this.keys.sent);
  }

  draft(call) {
    return this.drafts.get(call) ?? "";
  }

  write(call, text) {
    if (text) this.drafts.set(call, text);
    else this.drafts.delete(call);
    keep(this.keys.drafts, this.drafts);
  }

  // The frame that says it; sent again after a cut, it counts once.
  add(call, text) {
    const ref = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.sent.set(ref, { type: "say", call, text, ref });
    keep(this.keys.sent, this.sent);
    return this.sent.get(ref);
  }

  of(call) {
    return [...this.sent.values()].filter((one) => one.call === call);
  }

  waiting() {
    return [...this.sent.values()].filter((one) => !one.failed && !one.noted);
  }

  mark(ref, what) {
    const one = this.sent.get(ref);
    if (!one) return;
    this.sent.set(ref, { ...one, ...what });
    keep(this.keys.sent, this.sent);
  }

  remove(ref) {
    const one = this.sent.get(ref);
    if (this.sent.delete(ref)) keep(this.keys.sent, this.sent);
    return one;
  }
}
