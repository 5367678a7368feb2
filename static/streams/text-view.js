// Plain text as paragraphs, appended as it arrives; only text nodes are ever made, so nothing in it can act.

export class TextView {
  #root;
  #line = null;
  text = "";

  constructor(root) {
    this.#root = root;
    this.text = [...root.querySelectorAll("p")].map((line) => line.textContent).join("\n");
  }

  clear() {
    this.#root.replaceChildren();
    this.#line = null;
    this.text = "";
  }

  append(text) {
    this.text += text;
    text.split("\n").forEach((piece, index) => {
      if (index > 0) this.#line = null;
      if (piece === "") return;
      if (!this.#line) {
        this.#line = document.createElement("p");
        this.#line.append(document.createTextNode(""));
        this.#root.append(this.#line);
      }
      this.#line.firstChild.appendData(piece);
    });
  }

  finish() {
    this.#line = null;
  }
}
