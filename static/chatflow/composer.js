// The box for the next message: it grows with its text, keeps a draft for each person and conversation, and sends.

const HIGHEST = 192;

// While an input method composes, Enter chooses its words (229 is what some browsers say instead). On a phone there
// is no other key for a new line.
export function sends(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return false;
  return !matchMedia("(hover: none) and (pointer: coarse)").matches;
}

export class Composer {
  #box;
  #place;

  // `place()` names the draft; `send(text)` is asked when there is something to send.
  constructor(form, place, send) {
    this.#box = form.querySelector("textarea");
    this.#place = place;
    this.#box.value = kept(place());
    this.#fit();
    this.#box.addEventListener("input", () => {
      this.#fit();
      keep(place(), this.#box.value);
    });
    this.#box.addEventListener("keydown", (event) => {
      if (!sends(event)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#box.value.trim()) send(this.#box.value);
    });
  }

  clear() {
    keep(this.#place(), "");
    this.#box.value = "";
    this.#fit();
  }

  // Words that could not be sent come back, in front of what has been written since.
  giveBack(text) {
    this.#box.value = [text, this.#box.value].filter(Boolean).join("\n");
    keep(this.#place(), this.#box.value);
    this.#fit();
  }

  focus() {
    if (matchMedia("(hover: hover)").matches) this.#box.focus({ preventScroll: true });
  }

  #fit() {
    this.#box.style.height = "auto";
    this.#box.style.height = `${Math.min(this.#box.scrollHeight, HIGHEST)}px`;
  }
}

// Browsers may refuse to keep anything; a draft is then gone with the page.
function kept(place) {
  try {
    return localStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
}

function keep(place, text) {
  try {
    if (text) localStorage.setItem(place, text);
    else localStorage.removeItem(place);
  } catch {
    // see above
  }
}
