// Makes an element's children what a light tree says, touching only what differs: text that has grown is appended
// to its own node, so what is being read, selected or spoken stays where it is.

// A node of the tree is a string or { tag, attributes, children }; `code` ones are figures made from a template.
export function patch(parent, wanted, figure, from = 0) {
  wanted.forEach((node, index) => {
    const shown = parent.childNodes[from + index];
    if (shown && fits(shown, node)) fill(shown, node, figure);
    else {
      const made = typeof node === "string" ? document.createTextNode("") : element(node, figure);
      fill(made, node, figure);
      if (shown) shown.replaceWith(made);
      else parent.append(made);
    }
  });
  while (parent.childNodes.length > from + wanted.length) parent.lastChild.remove();
}

function fits(shown, node) {
  if (typeof node === "string") return shown.nodeType === Node.TEXT_NODE;
  return shown.nodeName === node.tag.toUpperCase();
}

function element(node, figure) {
  return node.code === undefined ? document.createElement(node.tag) : figure.content.firstElementChild.cloneNode(true);
}

function fill(shown, node, figure) {
  if (typeof node === "string") return write(shown, node);
  if (node.code !== undefined) {
    patch(shown.querySelector("[data-part=language]"), node.language ? [node.language] : [], figure);
    return patch(shown.querySelector("code"), [node.code], figure);
  }
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  patch(shown, node.children, figure);
}

function write(shown, text) {
  if (text.startsWith(shown.data)) {
    if (text.length > shown.data.length) shown.appendData(text.slice(shown.data.length));
  } else shown.data = text;
}
