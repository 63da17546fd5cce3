/**
 * Requests as an agent sends them: a system prompt, tools, and a long history of prose, code and tool results. They are
 * the same on every machine, and hold marks by which each request's text can be made new without building it again.
 */

import { type Json, SAY, type Spoken } from "./spoken.ts";

/** Eight letters that stand for themselves until a request is made of the body. */
const MARK = "zqzqzqzq";

export type BodyShape = {
  /** About this many bytes of JSON. */
  readonly bytes: number;
  readonly stream?: boolean;
  /** The upstream then waits a millisecond between two chunks. */
  readonly paced?: boolean;
  /** The dialect it is said in; absent: chat. */
  readonly spoken?: Spoken;
  readonly model?: string;
};

export type Body = {
  readonly json: string;
  /** Byte offsets of the marks, in order; the text is ASCII. */
  readonly marks: readonly number[];
  /** How many of them, at the end, are in the last message. */
  readonly inLast: number;
};

const WORDS =
  `the parser reads one line and keeps its place so that a later pass can point at the column where something went wrong
we should not change the order of these steps because the second depends on what the first has left behind in memory
please look at how errors travel through this module and tell me which of them a user would ever see on the screen
there is a small helper for dates that rounds down and another that rounds up which makes the totals differ by one day
`
    .split(/\s+/)
    .filter((word) => word !== "");

const CODE = [
  "export function readLine(source: string, start: number): Line {",
  "  const end = source.indexOf('\\n', start);",
  "  if (end < 0) return { text: source.slice(start), next: source.length };",
  "  for (const entry of entries.filter((one) => one.kind === 'file')) {",
  "    total += entry.size * weights[entry.kind] + offset;",
  "  }",
  "  return { text: source.slice(start, end), next: end + 1 };",
  "}",
  "",
];

type Random = () => number;

/** A small generator (mulberry32), so that the text varies and is always the same. Numbers from 0 up to 1. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = (random: Random, list: readonly string[]) => list[Math.floor(random() * list.length)] ?? "";

function prose(random: Random, length: number): string {
  let text = `About ${MARK}:`;
  while (text.length < length) text += ` ${pick(random, WORDS)}${random() < 0.08 ? "." : ""}`;
  return text;
}

function code(random: Random, length: number): string {
  let text = `// ${MARK}\n`;
  while (text.length < length) text += `${pick(random, CODE)}\n`;
  return text;
}

/** What a search or a listing prints. */
function toolResult(random: Random, length: number): string {
  let text = `result of ${MARK}\n`;
  while (text.length < length) {
    const line = 1 + Math.floor(random() * 400);
    text += `src/${pick(random, WORDS)}/${pick(random, WORDS)}.ts:${line}: ${pick(random, CODE)}\n`;
  }
  return text;
}

/** One round of an agent at work: it is asked, calls a tool, reads what comes back, and answers. */
function turn(random: Random, i: number, size: number): readonly Json[] {
  const args = JSON.stringify({ path: `src/${pick(random, WORDS)}.ts`, note: MARK });
  const call = { id: `call_${i}`, type: "function", function: { name: "read_file", arguments: args } };
  return [
    { role: "user", content: prose(random, size * 0.15) },
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: call.id, content: toolResult(random, size * 0.35) },
    { role: "assistant", content: `${prose(random, size * 0.2)}\n\n${code(random, size * 0.3)}` },
  ];
}

function tools(count: number, random: Random): readonly Json[] {
  return Array.from({ length: count }, (_, i) => ({
    type: "function",
    function: {
      name: i === 0 ? "read_file" : `tool_${i}`,
      description: prose(random, 180).replace(MARK, "this tool"),
      parameters: {
        type: "object",
        properties: { path: { type: "string" }, note: { type: "string" } },
        required: ["path"],
      },
    },
  }));
}

/** A body of about so many bytes; `more` adds that many turns after the same beginning. */
export function bodyOf(shape: BodyShape, more = 0): Body {
  const random = randomFrom(shape.bytes);
  const small = shape.bytes < 4_000;
  const head = {
    model: shape.model ?? "bench-model",
    ...(shape.stream === true ? { stream: true } : {}),
    max_tokens: 1_000,
    ...(shape.paced === true ? { user: "paced" } : {}),
  };
  const system = { role: "system", content: prose(random, small ? 200 : 3_000).replace(MARK, "the work") };
  const offered = small ? {} : { tools: tools(12, random) };
  const messages: Json[] = [system];
  let left = shape.bytes - JSON.stringify({ ...head, ...offered, messages }).length - 60;
  for (let i = 0; left > 4_000; i++) {
    const round = turn(random, i, 3_500);
    messages.push(...round);
    left -= JSON.stringify(round).length;
  }
  messages.push({ role: "user", content: prose(random, Math.max(left, 200)) });
  for (let i = 0; i < more; i++) {
    messages.push({ role: "assistant", content: prose(random, 600) }, { role: "user", content: prose(random, 300) });
  }
  const json = JSON.stringify(SAY[shape.spoken ?? "chat"]({ ...head, messages, ...offered }));
  const last = JSON.stringify(messages.at(-1));
  return { json, marks: offsetsOf(json), inLast: offsetsOf(last).length };
}

function offsetsOf(json: string): readonly number[] {
  const found: number[] = [];
  for (let at = json.indexOf(MARK); at >= 0; at = json.indexOf(MARK, at + MARK.length)) found.push(at);
  return found;
}

/** Writes a number's eight letters over a mark; no two numbers below 16^8 have the same. */
export function mark(bytes: Uint8Array, at: number, number: number): void {
  let rest = number;
  for (let i = MARK.length - 1; i >= 0; i--) {
    bytes[at + i] = 97 + (rest & 15);
    rest >>>= 4;
  }
}
