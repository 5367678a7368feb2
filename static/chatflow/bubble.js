// One message on the page: its text, its thoughts, its versions, and what can be done with it.

import { StreamingMarkdown } from "./markdown.js";

export class Bubble {
  #code;
  #markdown = null;

  constructor(page, role) {
    this.#code = page.querySelector("template[data-part=code]");
    this.element = page.querySelector("template[data-part=bubble]").content.firstElementChild.cloneNode(true);
    this.element.dataset.role = role;
    this.role = role;
    this.text = "";
    this.message = null;
  }

  part(name) {
    return this.element.querySelector(`[data-part=${name}]`);
  }

  append(text) {
    this.text += text;
    if (this.role === "user") {
      this.part("body").textContent = this.text;
      return;
    }
    if (!this.#markdown) {
      const part = document.createElement("div");
      part.className = "prose";
      this.part("body").append(part);
      this.#markdown = new StreamingMarkdown(part, this.#code);
    }
    this.#markdown.append(text);
  }

  think(text) {
    const details = this.part("thinking");
    details.hidden = false;
    const paragraph = details.querySelector("p");
    if (!paragraph.firstChild) paragraph.append(document.createTextNode(""));
    paragraph.firstChild.appendData(text);
  }

  // What follows a continued answer goes into a part of its own; the nodes before it stay as they are.
  end() {
    this.#markdown?.end();
    this.#markdown = null;
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
    bubble.end();
    bubble.settle(message, siblings);
    return bubble;
  }
}
