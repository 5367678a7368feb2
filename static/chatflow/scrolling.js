// The messages follow what is written only while their reader is at the end; otherwise a chip says that there is more.

export class Scrolling {
  #log;
  #chip;
  #follows = true;
  #top = 0;
  #due = false;

  constructor(log, chip) {
    this.#log = log;
    this.#chip = chip;
    log.addEventListener("scroll", () => this.#moved());
    chip.addEventListener("click", () => this.toEnd());
    // The keyboard of a phone or a longer draft takes room from the messages.
    new ResizeObserver(() => this.keep()).observe(log);
  }

  toEnd() {
    this.#follows = true;
    this.#chip.hidden = true;
    this.#stick();
  }

  // The messages have been laid out anew.
  keep() {
    if (this.#follows) this.#stick();
  }

  grown() {
    if (!this.#follows) this.#chip.hidden = false;
    else if (!this.#due) {
      this.#due = true;
      requestAnimationFrame(() => {
        this.#due = false;
        this.keep();
      });
    }
  }

  #stick() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
  }

  // Whoever scrolls up a little means it; whoever comes down to the end wants to follow again.
  #moved() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const left = scrollHeight - scrollTop - clientHeight;
    this.#follows = left < 4 || (left < 48 && scrollTop > this.#top) || (this.#follows && scrollTop >= this.#top);
    this.#top = scrollTop;
    if (this.#follows) this.#chip.hidden = true;
  }
}
