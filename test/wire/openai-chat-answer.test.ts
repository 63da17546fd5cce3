import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { StreamEvent } from "../../src/model/response.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { sseReader } from "../../src/wire/sse.ts";
import { asked } from "../fixture/asked.ts";

const openai = openaiChat.chat!;

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 });
const stop = fc.constantFrom("stop" as const, "length" as const, "tool-calls" as const, "content-filter" as const);
const count = fc.nat(1_000_000);
const usage = fc.record(
  { input: count, output: count, cached: count, reasoning: count },
  { requiredKeys: ["input", "output"] },
);

describe("a whole answer", () => {
  test("written and read again is the same", () => {
    const call = fc.record({ type: fc.constant("tool-call" as const), id: text, name: text, arguments: text });
    const choice = fc
      .record({
        reasoning: fc.option(text),
        words: fc.option(text),
        refusal: fc.option(text),
        calls: fc.array(call, { maxLength: 2 }),
        stop,
      })
      .map(({ reasoning, words, refusal, calls, stop }) => ({
        parts: [
          ...(reasoning === null ? [] : [{ type: "reasoning" as const, text: reasoning }]),
          ...(words === null ? [] : [{ type: "text" as const, text: words }]),
          ...(refusal === null ? [] : [{ type: "refusal" as const, text: refusal }]),
          ...calls,
        ],
        stop,
      }));
    fc.assert(
      fc.property(text, fc.array(choice, { minLength: 1, maxLength: 3 }), fc.option(usage), (id, choices, counted) => {
        const answer = {
          id,
          model: "m",
          created: 12,
          choices: choices.map((one, index) => ({ ...one, index })),
          ...(counted === null ? {} : { usage: counted as { input: number; output: number } }),
        };
        const body = openai.writeResponse(answer, asked);
        expect(openai.readResponse(body)).toEqual(answer);
        expect(openaiChat.readUsage(body)).toEqual(answer.usage);
      }),
      { numRuns: 1_500 },
    );
  });

  test("keeps log probabilities", () => {
    const logprobs = { content: [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] }] };
    const body = JSON.stringify({
      id: "1",
      model: "m",
      created: 1,
      choices: [{ index: 0, message: { content: "a" }, logprobs, finish_reason: "stop" }],
    });
    expect(openai.readResponse(body).choices[0]).toMatchObject({ logprobs });
    expect(JSON.parse(openai.writeResponse(openai.readResponse(body), asked)).choices[0].logprobs).toEqual(logprobs);
  });

  test.each([
    [`{"usage":{"prompt_tokens":5,"completion_tokens":2}}`, { input: 5, output: 2 }],
    [`{"usage":{"prompt_tokens":5}}`, { input: 5, output: 0 }],
    [`{"usage":{"prompt_tokens":-1,"completion_tokens":1.5}}`, undefined],
    [`{"usage":{"prompt_tokens":"5"}}`, undefined],
    [`{"usage":null}`, undefined],
    [`{}`, undefined],
    [
      `{"usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":1}}}`,
      { input: 5, output: 2, cached: 4, reasoning: 1 },
    ],
  ])("counts tokens in %s", (body, expected) => {
    expect(openaiChat.readUsage(body)).toEqual(expected);
  });

  test("that is none is an error", () => {
    for (const body of ["", "<html>", "[]", "{}", `{"choices":5}`, `{"choices":[{}]}`])
      expect(() => openai.readResponse(body)).toThrow();
  });
});

/** The events a client's reader would see on the wire. */
function overTheWire(events: readonly StreamEvent[]): StreamEvent[] {
  const write = openai.eventWriter(asked);
  const read = openai.eventReader();
  const bytes = new TextEncoder().encode(events.map(write).join(""));
  return sseReader().push(bytes).flatMap(read);
}

describe("a streamed answer", () => {
  const piece = fc.oneof(
    fc.record({
      type: fc.constantFrom("text" as const, "reasoning" as const, "refusal" as const),
      choice: fc.nat(1),
      text,
    }),
    fc.record({ type: fc.constant("tool-call" as const), choice: fc.nat(1), call: fc.nat(2), arguments: text }),
    fc.record({ type: fc.constant("stop" as const), choice: fc.nat(1), reason: stop }),
  ) as fc.Arbitrary<StreamEvent>;

  /** Calls are numbered as they begin, and begin with an id and a name. */
  const begun = (pieces: readonly StreamEvent[]): StreamEvent[] => {
    const calls: string[][] = [[], []];
    return pieces.map((one) => {
      if (one.type !== "tool-call") return one;
      const own = calls[one.choice]!;
      const known = own.indexOf(String(one.call));
      if (known >= 0) return { ...one, call: known };
      const call = own.push(String(one.call)) - 1;
      return { ...one, call, id: `c${one.choice}${call}`, name: "f", ...(call === 1 ? { custom: true as const } : {}) };
    });
  };

  test("written and read again is the same, event for event", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }).map(begun), fc.option(usage), (pieces, counted) => {
        const start: StreamEvent = { type: "start", id: "c", model: "m", created: 3 };
        const end: StreamEvent[] = [
          ...(counted === null ? [] : [{ type: "usage", usage: counted } as StreamEvent]),
          { type: "end" },
        ];
        const seen = overTheWire([start, ...pieces, ...end]);
        expect(seen.filter((event) => event.type !== "start") as StreamEvent[]).toEqual([...pieces, ...end]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("brings arguments whole, wherever they are cut", () => {
    const whole = JSON.stringify({ command: 'echo "Grüße 🙂" \\ \n', list: [1, { a: "}" }] });
    for (let at = 0; at <= whole.length; at++) {
      const first: StreamEvent = {
        type: "tool-call",
        choice: 0,
        call: 0,
        id: "c1",
        name: "f",
        arguments: whole.slice(0, at),
      };
      const rest: StreamEvent = { type: "tool-call", choice: 0, call: 0, arguments: whole.slice(at) };
      const seen = overTheWire([{ type: "start", id: "c", model: "m", created: 1 }, first, rest]);
      const got = seen.map((event) => (event.type === "tool-call" ? event.arguments : "")).join("");
      // half of a surrogate pair cannot stand in a JSON text of its own; whole characters all come through
      if (whole.slice(0, at).isWellFormed()) expect(got).toBe(whole);
    }
  });

  test("may bring text and tool calls in one chunk, several at once", () => {
    const reader = openai.eventReader();
    const read = (data: string) => reader({ event: "message", data });
    const delta = {
      content: "a",
      tool_calls: [
        { index: 0, id: "c1", function: { name: "f", arguments: "{" } },
        { index: 1, id: "c2", function: { name: "g", arguments: "" } },
      ],
    };
    const events = read(
      JSON.stringify({ id: "x", model: "m", created: 1, choices: [{ index: 0, delta, finish_reason: "tool_calls" }] }),
    );
    expect(events.map((event) => event.type)).toEqual(["start", "text", "tool-call", "tool-call", "stop"]);
  });

  const told = (...deltas: object[][]) => {
    const reader = openai.eventReader();
    const calls: { id?: string; name?: string; arguments: string }[] = [];
    for (const tool_calls of deltas)
      for (const event of reader({
        event: "message",
        data: JSON.stringify({ choices: [{ index: 0, delta: { tool_calls } }] }),
      })) {
        if (event.type !== "tool-call") continue;
        const { id, name, arguments: given, call } = event;
        const known = calls[call];
        if (known === undefined)
          calls[call] = {
            ...(id === undefined ? {} : { id }),
            ...(name === undefined ? {} : { name }),
            arguments: given,
          };
        else {
          expect([id, name]).toEqual([undefined, undefined]);
          known.arguments += given;
        }
      }
    return calls;
  };
  const both = [
    { id: "c1", name: "f", arguments: "{1}" },
    { id: "c2", name: "g", arguments: "{2}" },
  ];

  test.each<[string, object[][]]>([
    [
      "without an index",
      [
        [{ id: "c1", function: { name: "f", arguments: "{" } }],
        [{ function: { arguments: "1}" } }],
        [{ id: "c2", function: { name: "g", arguments: "{2}" } }],
      ],
    ],
    [
      "without an index, at once",
      [
        [
          { id: "c1", function: { name: "f", arguments: "{1}" } },
          { id: "c2", function: { name: "g", arguments: "{2}" } },
        ],
      ],
    ],
    [
      "all of one index",
      [
        [{ index: 0, id: "c1", function: { name: "f", arguments: "{1}" } }],
        [{ index: 0, id: "c2", function: { name: "g", arguments: "{" } }],
        [{ index: 0, function: { arguments: "2}" } }],
      ],
    ],
    [
      "with id and name in every piece",
      [
        [{ index: 0, id: "c1", function: { name: "f", arguments: "{" } }],
        [{ index: 0, id: "c1", function: { name: "f", arguments: "1}" } }],
        [{ index: 1, id: "c2", function: { name: "g", arguments: "{2}" } }],
      ],
    ],
    [
      "beside each other",
      [
        [{ index: 0, id: "c1", function: { name: "f", arguments: "{" } }],
        [{ index: 1, id: "c2", function: { name: "g", arguments: "{" } }],
        [
          { index: 0, function: { arguments: "1}" } },
          { index: 1, function: { arguments: "2}" } },
        ],
      ],
    ],
  ])("tells calls apart that come %s", (_how, deltas) => {
    expect(told(...deltas)).toEqual(both);
  });

  test("has a custom tool's call in its own words, streamed as whole", () => {
    const call = { id: "c1", name: "patch", arguments: "*** Begin", custom: true as const };
    const wire = openai.eventWriter(asked)({ type: "tool-call", choice: 0, call: 0, ...call });
    expect(wire).toContain('{"index":0,"id":"c1","type":"custom","custom":{"name":"patch","input":"*** Begin"}}');
  });

  test("gives a call an id where none came", () => {
    const call = { type: "tool-call" as const, id: "", name: "f", arguments: "{}" };
    const whole = openai.writeResponse(
      { id: "", model: "", created: 0, choices: [{ index: 0, parts: [call, call], stop: "tool-calls" }] },
      asked,
    );
    const ids = [...whole.matchAll(/"id":"(call_[^"]*)"/g)].map((found) => found[1]);
    expect(new Set(ids).size).toBe(2);
  });

  test("may hold an error, an empty list of choices, and nonsense", () => {
    const reader = openai.eventReader();
    const read = (data: string) => reader({ event: "message", data });
    expect(read(`{"error":{"message":"boom","code":500}}`)).toEqual([{ type: "error", message: "boom", code: "500" }]);
    expect(
      read(`{"id":"x","model":"m","created":1,"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}`),
    ).toMatchObject([{ type: "start" }, { type: "usage" }]);
    expect(() => read("nonsense")).toThrow();
    expect(() => read(`{"choices":5}`)).toThrow();
  });

  test("opens each choice with the assistant's role, once", () => {
    const write = openai.eventWriter(asked);
    const first = write({ type: "text", choice: 0, text: "a" });
    const second = write({ type: "text", choice: 0, text: "b" });
    expect([first.includes('"role":"assistant"'), second.includes('"role"')]).toEqual([true, false]);
  });
});

describe("the end of a stream", () => {
  const chunk = (more: string) => `data: {"id":"c","choices":[${more}]}\n\n`;
  const stopped = chunk(`{"index":0,"delta":{},"finish_reason":"stop"}`);
  const counted = `data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n`;
  test.each([
    [
      "whole",
      `${stopped}${counted}data: [DONE]\n\n`,
      { terminated: true, stopped: true, usage: { input: 3, output: 4 } },
    ],
    ["without usage", `${stopped}data: [DONE]\n\n`, { terminated: true, stopped: true }],
    ["without the terminator", stopped, { terminated: false, stopped: true }],
    [
      "in the middle",
      chunk(`{"index":0,"delta":{"content":"a"},"finish_reason":null}`),
      { terminated: false, stopped: false },
    ],
    ["with no space after data:", `${stopped}data:[DONE]\n\n`, { terminated: true, stopped: true }],
    ["with CRLF", `${stopped}data: [DONE]\r\n\r\n`.replaceAll("\n\n", "\r\n\r\n"), { terminated: true, stopped: true }],
    [
      "usage beside the last choice",
      `data: {"choices":[{"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}\n\ndata: [DONE]\n\n`,
      { terminated: true, stopped: true, usage: { input: 1, output: 1 } },
    ],
    [
      "beginning in mid-event",
      `"b"},"finish_reason":null}]}\n\n${stopped}data: [DONE]\n\n`,
      { terminated: true, stopped: true },
    ],
    ["a comment behind it", `${stopped}data: [DONE]\n\n: bye\n\n`, { terminated: true, stopped: true }],
    [
      "the words in the text only",
      chunk(`{"index":0,"delta":{"content":"[DONE] \\"usage\\" \\"finish_reason\\": \\"x\\""},"finish_reason":null}`),
      { terminated: false, stopped: false },
    ],
    ["an error", `${stopped}data: {"error":{"message":"x"}}\n\n`, { terminated: false, stopped: false, failed: true }],
    [
      "an error and the terminator",
      `data: {"error":{"message":"x"}}\n\ndata: [DONE]\n\n`,
      { terminated: true, stopped: false, failed: true },
    ],
    ["an error that is none", `data: {"error":null}\n\n`, { terminated: false, stopped: false }],
    ["nothing at all", "", { terminated: false, stopped: false }],
  ])("%s", (_how, tail, expected) => {
    expect(openaiChat.readStreamEnd(tail)).toEqual(expected as never);
  });
});

test("errors have OpenAI's shape, and end a stream with the terminator", () => {
  const error = { status: 451, code: "blocked-by-policy", message: "no", param: "messages[0]" };
  const shape = {
    error: { message: "no", type: "invalid_request_error", param: "messages[0]", code: "blocked-by-policy" },
  };
  expect(JSON.parse(openaiChat.writeError(error))).toEqual(shape);
  expect(openaiChat.writeStreamError(error)).toBe(`data: ${JSON.stringify(shape)}\n\ndata: [DONE]\n\n`);
  const types = [400, 401, 403, 404, 429, 451, 500, 503].map(
    (status) => JSON.parse(openaiChat.writeError({ ...error, status })).error.type,
  );
  expect(new Set(types).size).toBe(5);
});
