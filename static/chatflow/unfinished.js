// How text is shown whose end has not come yet, so that nothing flickers: marks that may still change what they
// mean are held back for a moment, and emphasis or code that has begun is shown as if it were closed.

const LONGEST_HOLD = 400;
const LONE_MARKS = /(?:^|\n)[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:[-*+_#~`>]+|\d{1,9}[.)]?)[ \t]*$/;
const FENCE_LINE = /(?:^|\n)[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})[^`\n]*$/;
const TABLE_HEAD = /(?:^|\n)[ \t>]*\|[^\n]*(?:\n[ \t>]*[|:\- \t]*)?$/;
const TASK = /(?:^|\n)[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ xX]?\]?$/;
const LINK = /!?\[[^[\]\n]*(?:\](?:\((?:[^()\s]|\([^()\s]*\)?)*)?)?$/;
const ENTITY = /&#?\w{0,30}$/;
const FORMULA = /\\[([](?:(?!\\[)\]])[\s\S])*$/;
const BREAK = /<(?:b(?:r\s*\/?)?)?$/i;
const WORD = /[\p{L}\p{N}]/u;
const LATIN = /[A-Za-z0-9]/;

// The source of a block without a last line that does not say yet what it is.
export function settledLines(source) {
  for (const marks of [LONE_MARKS, FENCE_LINE, TASK]) {
    const found = marks.exec(source);
    if (found && found[0].length < LONGEST_HOLD) return source.slice(0, found.index);
  }
  return source;
}

// A line that begins with `|` may become the head of a table.
export function withoutTableHead(source) {
  const found = TABLE_HEAD.exec(source);
  return found ? source.slice(0, found.index) : source;
}

// The text of a paragraph (a cell, an item) that stops before its end: [what to read, what is added to close it].
// While more is to come, marks at the end are held back.
export function closed(text, more) {
  const open = openCode(text);
  if (open) {
    const inside = text.slice(open.at + open.marks.length).replace(/`+$/, "");
    return inside.trim() ? [text.slice(0, open.at) + open.marks + inside, open.marks] : [text.slice(0, open.at), ""];
  }
  const held = more ? hold(text) : text;
  const marks = openEmphasis(held);
  return marks ? [held.trimEnd(), marks] : [held, ""];
}

function hold(text) {
  let held = text;
  for (const end of [/[*_~`\\!$]+$/, LINK, ENTITY, FORMULA, BREAK, /[*_~\\!]+$/]) {
    const found = end.exec(held);
    if (found && found[0].length < LONGEST_HOLD) held = held.slice(0, found.index);
  }
  const formulas = held.split("$$");
  const open = formulas.length % 2 === 0 && formulas.at(-1).length < LONGEST_HOLD;
  return open ? held.slice(0, held.lastIndexOf("$$")) : held;
}

// The code span that has no end, if there is one. A backslash means nothing inside of one.
function openCode(text) {
  let open = null;
  for (const { 0: found, index } of text.matchAll(/\\?`+/g)) {
    const escaped = found.startsWith("\\") ? 1 : 0;
    if (open) {
      if (found.slice(escaped) === open.marks) open = null;
    } else if (found.length > 2 * escaped) open = { marks: found.slice(2 * escaped), at: index + 2 * escaped };
  }
  return open;
}

// What closes the emphasis that is open at the end, innermost first.
function openEmphasis(text) {
  const open = [];
  const bare = text.replace(/(`+)[\s\S]*?\1|\\./g, (code) => "x".repeat(code.length));
  for (const { 0: marks, index } of bare.matchAll(/\*{1,3}|_{1,3}|~~/g)) {
    const before = bare[index - 1] ?? " ";
    const after = bare[index + marks.length] ?? " ";
    if (open.at(-1) === marks && /\S/.test(before)) open.pop();
    else if (/\S/.test(after) && !(marks[0] === "_" ? WORD : LATIN).test(before)) open.push(marks);
  }
  return open.reverse().join("");
}
