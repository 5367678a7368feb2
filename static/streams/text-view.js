// Plain text as paragraphs, appended as it arrives; only text nodes are ever made, so nothing in it can act.
// With `light`, a finished line `**so**` becomes strong and `- so` an item; no other markup is read.

export class TextView {
  #root;
  #line = null;
  #light;
  text = "";

  constructor(root, light = false) {
    this.#root = root;
    this.#light = light;
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
      if (index > 0) this.#close();
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
    this.#close();
  }

  #close() {
    const line = this.#line;
    this.#line = null;
    if (!this.#light || !line) return;
    const strong = line.textContent.match(/^\*\*(.+)\*\*\s*$/);
    if (strong) {
      const bold = document.createElement("strong");
      bold.textContent = strong[1];
      line.replaceChildren(bold);
    } else if (line.textContent.startsWith("- ")) {
      line.className = "item";
      line.textContent = line.textContent.slice(2);
    }
  }
}
