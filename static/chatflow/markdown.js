// Markdown while it arrives: nodes are only ever added, so what has been shown stays the same node until the end.
// Text becomes text nodes alone; links lead to http, https and mailto only; pictures are shown as links.

import * as smd from "streaming-markdown";

const SAFE = /^(?:https?|mailto):/i;

function safe(value) {
  try {
    return SAFE.test(new URL(value, "relative:/").protocol) ? value : "";
  } catch {
    return "";
  }
}

export class StreamingMarkdown {
  #parser;
  text = "";

  // `code` is a template with a figure: a button to copy, and `pre > code`.
  constructor(root, code) {
    const renderer = smd.default_renderer(root);
    renderer.add_token = (data, type) => {
      if (type === smd.CODE_FENCE || type === smd.CODE_BLOCK) this.#push(data, figure(code), "code");
      else if (type === smd.IMAGE) this.#push(data, document.createElement("a"));
      else if (type === smd.EQUATION_BLOCK || type === smd.EQUATION_INLINE)
        this.#push(data, document.createElement("code"));
      else smd.default_add_token(data, type);
    };
    renderer.set_attr = (data, type, value) => {
      const node = data.nodes[data.index];
      if (type === smd.HREF || type === smd.SRC) link(node, value);
      else if (type === smd.LANG) node.dataset.language = value;
      else if (type === smd.START || type === smd.CHECKED) smd.default_set_attr(data, type, value);
    };
    this.#parser = smd.parser(renderer);
  }

  #push(data, element, inner) {
    const parent = data.nodes[data.index];
    parent.append(element);
    data.nodes[++data.index] = inner ? element.querySelector(inner) : element;
  }

  append(text) {
    this.text += text;
    smd.parser_write(this.#parser, text);
  }

  end() {
    smd.parser_end(this.#parser);
  }
}

function link(node, value) {
  const href = safe(value);
  if (node.tagName !== "A" || !href) return;
  node.href = href;
  node.rel = "noopener noreferrer nofollow";
  node.target = "_blank";
  if (!node.textContent && node.title === "") node.title = href;
}

function figure(template) {
  const made = template.content.firstElementChild.cloneNode(true);
  const button = made.querySelector("button");
  const words = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(made.querySelector("code").textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  });
  return made;
}
