// Markdown while it arrives: only the last block is read again, and its nodes are patched, so what has been shown
// stays the same node until the end. HTML is text; links lead to http, https and mailto only; pictures are links.

import { markdown } from "./grammar.js";
import { patch } from "./patch.js";
import { closed, settledLines, withoutTableHead } from "./unfinished.js";

const URLS = /https?:\/\/[A-Za-z0-9][\w\-.~:/?#[\]@!$&'()*+,;=%]*/g;
export class StreamingMarkdown {
  #root;
  #figure;
  #start = 0; // in the text, of the last block
  #blocks = 0; // before it, which are finished
  #due = false;
  text = "";

  // `figure` is a template: a bar with the language and a button to copy, and `pre > code`.
  constructor(root, figure) {
    this.#root = root;
    this.#figure = figure;
  }

  // What arrives together is shown together.
  append(text) {
    this.text += text;
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => this.#due && this.#show("growing"));
  }

  // Nothing more is to come for now; `cut`: it was to go on.
  end(cut = false) {
    this.#show(cut ? "cut" : "whole");
  }

  #show(state) {
    this.#due = false;
    const source = this.text.slice(this.#start);
    const [read, blocks] = state === "growing" ? parseUnfinished(source) : parse(source);
    if (state !== "whole" && blocks.length) finish(blocks.at(-1).tokens, state === "growing");
    patch(this.#root, blocks.flatMap((block) => tree(block.tokens)), this.#figure, this.#blocks);
    if (blocks.length > 1) {
      this.#start += lineStart(read, blocks.at(-1).line);
      this.#blocks += blocks.length - 1;
    }
  }
}

function parseUnfinished(source) {
  const lines = settledLines(source);
  const parsed = parse(lines);
  const head = withoutTableHead(lines);
  return head === lines || ["table_close", "fence"].includes(innermost(parsed)) ? parsed : parse(head);
}

// The kind of block that stands last, inside whatever lists and quotations.
function innermost([, blocks]) {
  return blocks.at(-1)?.tokens.findLast(({ type }) => !/^(?:list_item|bullet_list|ordered_list|blockquote)_/.test(type))?.type;
}

// [the source, its blocks: the line where each begins, and its tokens].
function parse(source) {
  const blocks = [];
  for (const token of markdown.parse(source, {})) {
    if (token.level === 0 && token.nesting >= 0) blocks.push({ line: token.map[0], tokens: [] });
    blocks.at(-1).tokens.push(token);
  }
  return [source, blocks];
}

function lineStart(source, line) {
  let at = 0;
  for (let passed = 0; passed < line; passed += 1) at = source.indexOf("\n", at) + 1;
  return at;
}

// The last words of a block that is still being written.
function finish(tokens, more) {
  const last = tokens.findLast((token) => token.type === "inline" || token.type === "fence");
  if (last?.type !== "inline") return;
  const [text, marks] = closed(last.content, more);
  const read = (content) => markdown.parseInline(content, {})[0].children;
  last.children = read(text + marks);
  if (marks && last.children.at(-1)?.type === "text" && last.children.at(-1).content.endsWith(marks))
    last.children = read(text);
}

// --- tokens as a light tree

function tree(tokens) {
  const root = { children: [] };
  const open = [root];
  for (const token of tokens) {
    const parent = open.at(-1);
    if (token.nesting === -1) open.pop();
    else if (token.type === "inline") add(parent, ...tree(withTask(token.children, open.at(-2))));
    else if (token.type === "text" && !parent.attributes?.href) add(parent, ...withLinks(token.content));
    else {
      const node = one(token);
      add(parent, node);
      if (token.nesting === 1) open.push(node);
    }
  }
  return root.children;
}

// Neighbouring strings are one text node.
function add({ children }, ...nodes) {
  for (const node of nodes) {
    if (typeof node === "string" && typeof children.at(-1) === "string") children[children.length - 1] += node;
    else children.push(node);
  }
}

// `[x]` at the beginning of an item is a box.
function withTask(tokens, item) {
  const [first, ...rest] = tokens;
  if (item?.tag !== "li" || first?.type !== "text") return tokens;
  const words = first.content.replace(/^\[ \] /, "☐ ").replace(/^\[[xX]\] /, "☑ ");
  return [{ ...first, content: words, nesting: 0 }, ...rest];
}

function one(token) {
  const { type, tag, content } = token;
  if (type === "text") return content;
  if (type === "fence" || type === "code_block")
    return { tag: "figure", code: content.replace(/\n$/, ""), language: token.info.trim().split(/\s+/)[0] };
  if (type === "softbreak" || type === "hardbreak") return { tag: "br", children: [] };
  if (type === "code_inline") return { tag: "code", children: [content] };
  if (type === "image") return link(token.attrGet("src"), token.content || token.attrGet("src"));
  if (type === "link_open") return { ...link(token.attrGet("href")), children: [] };
  return { tag, attributes: attributes(token), children: [] };
}

// Styles would be refused by the page's policy; of the rest only the number of a list is needed.
function attributes(token) {
  const side = /text-align:(\w+)/.exec(token.attrGet("style") ?? "")?.[1];
  if (side) return { "data-align": side };
  const start = token.attrGet("start");
  return start ? { start: String(start) } : {};
}

function link(href, words) {
  if (!href) return { tag: "span", children: words ? [words] : [] };
  const attributes = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return { tag: "a", attributes, children: words ? [words] : [] };
}

// Addresses in running text end before Chinese words and punctuation, and before a full stop.
function withLinks(text) {
  const found = [];
  let at = 0;
  for (const { 0: url, index } of text.matchAll(URLS)) {
    let address = url.replace(/[.,;:!?'*]+$/, "");
    if (address.endsWith(")") && !address.includes("(")) address = address.replace(/\)+[.,;:!?]*$/, "");
    found.push(text.slice(at, index), link(address, address));
    at = index + address.length;
  }
  return [...found, text.slice(at)].filter((part) => part !== "");
}
