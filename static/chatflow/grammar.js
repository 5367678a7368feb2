// Which Markdown the chat reads: what models write, and no more.

import MarkdownIt from "markdown-it";
import eastAsian from "markdown-it-cjk-friendly";

const FORMULA = /\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]|\$\$([\s\S]+?)\$\$/y;
const BREAK = /<br\s*\/?>/iy;

// `eastAsian`: Chinese quotes and brackets beside `**` do not keep it from being emphasis.
export const markdown = new MarkdownIt({ breaks: true }).use(eastAsian);
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());

// Both would change what stands above: a line under a paragraph makes no heading, a footnote no link.
markdown.disable(["lheading", "reference"]);

// In 2*3*4 the stars are signs.
const State = markdown.inline.State;
markdown.inline.State = class extends State {
  scanDelims(start, canSplitWord) {
    const found = super.scanDelims(start, canSplitWord);
    const between = this.src[start - 1] + this.src[start + found.length];
    return /^\d\d$/.test(between) ? { ...found, can_open: false, can_close: false } : found;
  }
};

// A formula is shown as it was written, in one piece.
markdown.inline.ruler.before("escape", "formula", (state, silent) => {
  const found = at(FORMULA, state);
  if (!found) return false;
  if (!silent) state.push("code_inline", "code", 0).content = (found[1] ?? found[2] ?? found[3]).trim();
  state.pos += found[0].length;
  return true;
});

// The one tag that models write in tables.
markdown.inline.ruler.before("html_inline", "break", (state, silent) => {
  const found = at(BREAK, state);
  if (!found) return false;
  if (!silent) state.push("hardbreak", "br", 0);
  state.pos += found[0].length;
  return true;
});

function at(pattern, state) {
  pattern.lastIndex = state.pos;
  return pattern.exec(state.src);
}
