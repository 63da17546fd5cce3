/** Time grows with the size of what comes, whatever its shape: four times as much takes nowhere near sixteen times as long. */
import { describe, expect, test } from "bun:test";
import { retold } from "../../src/gateway/passage.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { translated, wayTo } from "../../src/wire/translate.ts";
import { asked } from "../fixture/asked.ts";
import { reading } from "../fixture/reading.ts";
import { CHAT_DIALECTS, type ChatDialect } from "../fixture/sayings.ts";
import { STREAMERS } from "../fixture/sample-streams.ts";

/** Of this process alone: others may have the machine. */
function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function grows(run: (size: number) => void, size: number): void {
  run(size >> 3);
  const small = Math.min(
    cpuMs(() => run(size)),
    cpuMs(() => run(size)),
  );
  const large = cpuMs(() => run(size * 4));
  // what is done in no time says nothing, and a collection of garbage comes when it will
  expect(large).toBeLessThan(small * 9 + 150);
}

const list = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));

const SHAPES: Readonly<Record<string, readonly [ChatDialect, (size: number) => object]>> = {
  "messages of one role": ["openai-chat", (n) => ({ messages: list(n, (i) => ({ role: "user", content: `${i}` })) })],
  "words of the system": [
    "openai-chat",
    (n) => ({ messages: [{ role: "user", content: "x" }, ...list(n, (i) => ({ role: "system", content: `${i}` }))] }),
  ],
  "calls and their results": [
    "openai-chat",
    (n) => ({
      messages: [
        { role: "user", content: "x" },
        {
          role: "assistant",
          tool_calls: list(n, (i) => ({ id: `c${i}`, type: "function", function: { name: "f", arguments: "{}" } })),
        },
        ...list(n, (i) => ({ role: "tool", tool_call_id: `c${i}`, content: "r" })),
      ],
    }),
  ],
  "items of one turn": [
    "openai-responses",
    (n) => ({
      input: [
        { role: "user", content: "x" },
        ...list(n, (i) => ({ type: "function_call", call_id: `c${i}`, name: "f", arguments: "{}" })),
      ],
    }),
  ],
  "tools that items add": [
    "openai-responses",
    (n) => ({
      input: [
        { role: "user", content: "x" },
        ...list(n >> 2, (i) => ({ type: "additional_tools", tools: [{ type: "function", name: `f${i}` }] })),
      ],
    }),
  ],
  tools: ["openai-responses", (n) => ({ input: "x", tools: list(n, (i) => ({ type: "custom", name: `f${i}` })) })],
  "results that name no call": [
    "ollama-chat",
    (n) => ({
      messages: [
        {
          role: "assistant",
          content: "",
          tool_calls: list(n, (i) => ({ function: { name: `f${i}`, arguments: {} } })),
        },
        ...list(n, (i) => ({ role: "tool", tool_name: `f${n - i}`, content: "r" })),
      ],
    }),
  ],
  blocks: [
    "anthropic-messages",
    (n) => ({ max_tokens: 9, messages: [{ role: "user", content: list(n, (i) => ({ type: "text", text: `${i}` })) }] }),
  ],
  "backslashes and quotes": ["openai-chat", (n) => ({ messages: [{ role: "user", content: '\\"'.repeat(n * 8) }] })],
  "long numbers": [
    "anthropic-messages",
    (n) => ({
      max_tokens: 9,
      messages: [
        {
          role: "assistant",
          content: [{ type: "tool_use", id: "t", name: "f", input: { n: list(n, () => 1234567890123456) } }],
        },
      ],
    }),
  ],
};

describe("a request of many", () => {
  test.each(Object.entries(SHAPES))(
    "%s",
    (_name, [dialect, of]) => {
      const told = CHAT_DIALECTS.filter((to) => to !== dialect);
      for (const to of told) {
        grows((size) => {
          const body = JSON.stringify({ model: "m", ...of(size) });
          const request = reading(codecFor(dialect), body);
          wayTo([to], request);
          codecFor(to).chat!.readChat(translated(request, to, "claude-opus-5"));
        }, 2_000);
      }
    },
    60_000,
  );
});

const chunk = (delta: object) => `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, delta }] })}\n\n`;
const call = (index: number, more: object, given: string) => ({
  tool_calls: [{ index, ...more, function: { name: "f", arguments: given } }],
});
const piece = (index: number, given: string) => ({ tool_calls: [{ index, function: { arguments: given } }] });
const DONE = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] })}\n\ndata: [DONE]\n\n`;

const STREAMED: Readonly<Record<string, (size: number) => string>> = {
  "pieces of a text": (n) => list(n, (i) => chunk({ content: `${i}` })).join(""),
  "pieces of a call": (n) =>
    chunk(call(0, { id: "c" }, '{"x":"')) + list(n, () => chunk(piece(0, "y"))).join("") + chunk(piece(0, '"}')),
  calls: (n) => list(n, (i) => chunk(call(i, { id: `c${i}` }, "{}"))).join(""),
  "calls beside each other": (n) =>
    list(n >> 1, (i) => chunk(call(i, { id: `c${i}` }, "{"))).join("") +
    list(n >> 1, (i) => chunk(piece(i, "}"))).join(""),
  "words between pieces of a call": (n) =>
    chunk(call(0, { id: "c" }, "{")) +
    list(n, (i) => chunk({ content: `${i}` }) + chunk(piece(0, " "))).join("") +
    chunk(piece(0, "}")),
  "words and thoughts in turn": (n) =>
    list(n >> 1, (i) => chunk({ content: `${i}` }) + chunk({ reasoning_content: "t" })).join(""),
};

describe("a stream of many", () => {
  test.each(Object.entries(STREAMED))(
    "%s",
    (_name, of) => {
      for (const to of STREAMERS.filter((one) => one !== "openai-chat")) {
        const told = (wire: string, from: ChatDialect, into: ChatDialect): string => {
          const spoken = codecFor(from);
          const { push, end } = retold({ ...spoken, chat: spoken.chat! }, codecFor(into).chat!, asked);
          const out = Buffer.from(push(Buffer.from(wire)) ?? []).toString();
          expect(end().whole).toBe(true);
          return out;
        };
        grows((size) => void told(told(of(size) + DONE, "openai-chat", to), to, "openai-chat"), 1_000);
      }
    },
    60_000,
  );

  test.each(["sse", "lines"] as const)("chunks to one event, cut by %s", async (framing) => {
    const { frameReader } = await import("../../src/wire/frames.ts");
    const bytes = Buffer.from("x");
    grows((size) => {
      const frames = frameReader(framing);
      frames.push(Buffer.from("data: "));
      for (let i = 0; i < size; i++) frames.push(bytes);
      expect(frames.push(Buffer.from("\n\n"))[0]!.data).toContain("xxx");
    }, 50_000);
  });
});
