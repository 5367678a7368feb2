// One message on the page: its text, its thoughts, its versions, and what can be done with it.

import { copy } from "./copy.js";
import { StreamingMarkdown } from "./markdown.js";

export class Bubble {
  #markdown = null;
  text = "";
  message = null;

  constructor(page, role) {
    this.element = page.querySelector("template[data-part=bubble]").content.firstElementChild.cloneNode(true);
    this.element.dataset.role = role;
    this.element.dataset.empty = "";
    this.element.setAttribute("aria-label", page.dataset[role]);
    this.role = role;
    if (role === "user") return;
    const part = document.createElement("div");
    part.className = "prose";
    this.part("body").append(part);
    this.#markdown = new StreamingMarkdown(part, page.querySelector("template[data-part=code]"));
  }

  part(name) {
    return this.element.querySelector(`[data-part=${name}]`);
  }

  append(text) {
    this.text += text;
    if (text) delete this.element.dataset.empty;
    if (this.#markdown) this.#markdown.append(text);
    else this.part("body").textContent = this.text;
  }

  think(text) {
    const details = this.part("thinking");
    details.hidden = false;
    const paragraph = details.querySelector("p");
    if (!paragraph.firstChild) paragraph.append(document.createTextNode(""));
    paragraph.firstChild.appendData(text);
  }

  writing() {
    this.element.setAttribute("aria-busy", "true");
  }

  // `cut`: the answer was to go on.
  end(cut = false) {
    this.element.removeAttribute("aria-busy");
    this.#markdown?.end(cut);
  }

  copy(button) {
    return copy(this.text, button);
  }

  // Whether it shows this stored message, or what is going to be it.
  shows(message) {
    const known = !this.message || this.message.id === message.id;
    return known && this.role === message.role && this.text === message.text;
  }

  // The stored message behind it: which versions there are, and what may be done.
  settle(message, siblings) {
    this.message = message;
    this.element.dataset.state = message.state;
    const error = this.part("error");
    error.hidden = !message.error;
    error.textContent = message.error;
    const versions = this.part("siblings");
    versions.hidden = siblings.length < 2;
    const place = siblings.indexOf(message);
    versions.querySelector("span").textContent = `${place + 1} / ${siblings.length}`;
    versions.querySelector("[data-act=previous]").disabled = place === 0;
    versions.querySelector("[data-act=next]").disabled = place === siblings.length - 1;
  }

  static of(page, message, siblings) {
    const bubble = new Bubble(page, message.role);
    if (message.thinking) bubble.think(message.thinking);
    bubble.append(message.text);
    bubble.end(message.state !== "done");
    bubble.settle(message, siblings);
    return bubble;
  }
}
