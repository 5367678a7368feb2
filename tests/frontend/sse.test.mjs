// The event parser and the text view, at every split point; run by test_modules.py under Node.

import assert from "node:assert/strict";
import test from "node:test";
import { EventParser } from "../../static/streams/sse.js";

const BODY = [
  "retry: 2000\nid: s:0\n\n",
  'data: {"seq":1,"text":"本周 😀"}\nid: s:1\n\n',
  ":\n\n",
  "data: one\ndata: two\nid: s:2\n\n",
  "data:no space\r\nid: s:3\r\n\r\n",
  "event: named\rdata: x\r\r",
  "data\n\nid: s:9\0\ndata: last\n\n",
  "data: unfinished",
].join("");

const WANTED = [
  { retry: 2000 },
  { id: "s:1", data: '{"seq":1,"text":"本周 😀"}' },
  { id: "s:2", data: "one\ntwo" },
  { id: "s:3", data: "no space" },
  { id: "s:3", data: "x" },
  { id: "s:3", data: "" },
  { id: "s:3", data: "last" },
];

test("the events do not depend on where the text was cut", () => {
  for (let first = 0; first <= BODY.length; first += 1) {
    for (let second = first; second <= BODY.length; second += 7) {
      const parser = new EventParser();
      const parts = [BODY.slice(0, first), BODY.slice(first, second), BODY.slice(second)];
      assert.deepEqual(parts.flatMap((part) => parser.push(part)), WANTED, `cut at ${first} and ${second}`);
    }
  }
});

test("one character at a time is the same", () => {
  const parser = new EventParser();
  assert.deepEqual([...BODY].flatMap((char) => parser.push(char)), WANTED);
});
