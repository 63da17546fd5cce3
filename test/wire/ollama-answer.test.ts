import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { GatewayResponse, StreamEvent } from "../../src/model/response.ts";
import { Malformed } from "../../src/wire/codec.ts";
import { lineReader } from "../../src/wire/frames.ts";
import { ollamaChat } from "../../src/wire/ollama-chat.ts";
import { ollamaGenerate } from "../../src/wire/ollama-generate.ts";
import { asked } from "../fixture/asked.ts";

const ollama = ollamaChat.chat!;
const both = [ollamaChat, ollamaGenerate];
const usage = { input: 23, output: 6 };
const TIMES = { total_duration: 9509251, load_duration: 2348461, prompt_eval_duration: 1010000, eval_duration: 848000 };
const COUNTS = { prompt_eval_count: 23, eval_count: 6 };
const head = { model: "m", created_at: "2026-11-22T06:21:25.129784952Z" };
const CREATED = Date.UTC(2026, 10, 22, 6, 21, 25) / 1000;
const answering = (message: object, more: object = {}) =>
  JSON.stringify({
    ...head,
    message: { role: "assistant", content: "", ...message },
    done: true,
    done_reason: "stop",
    ...TIMES,
    ...COUNTS,
    ...more,
  });

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 });
const counted = fc.option(fc.record({ input: fc.nat(1_000_000), output: fc.nat(1_000_000) }));
const object = fc
  .dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })
  .map((value) => JSON.stringify(value));

describe("a whole answer", () => {
  const call = { id: "c1", function: { index: 0, name: "f", arguments: { city: "Paris" } } };
  test.each([
    ["text", answering({ content: "a" }, { done_reason: "length" }), [{ type: "text", text: "a" }], "length"],
    [
      "thinking",
      answering({ content: "a", thinking: "t" }),
      [
        { type: "reasoning", text: "t" },
        { type: "text", text: "a" },
      ],
      "stop",
    ],
    [
      "a call",
      answering({ tool_calls: [call] }),
      [{ type: "tool-call", id: "c1", name: "f", arguments: '{"city":"Paris"}' }],
      "tool-calls",
    ],
    [
      "calls of a server of old, which has no ids",
      answering({ tool_calls: [{ function: { name: "f" } }, { function: { name: "g", arguments: {} } }] }),
      [
        { type: "tool-call", id: "call_20261122062125129784952_0", name: "f", arguments: "{}" },
        { type: "tool-call", id: "call_20261122062125129784952_1", name: "g", arguments: "{}" },
      ],
      "tool-calls",
    ],
    [
      "a call cut off",
      answering({ tool_calls: [call] }, { done_reason: "length" }),
      [{ type: "tool-call", id: "c1", name: "f", arguments: '{"city":"Paris"}' }],
      "length",
    ],
    ["no reason", answering({ content: "a" }, { done_reason: undefined }), [{ type: "text", text: "a" }], "stop"],
    ["a model loaded", answering({}, { done_reason: "load" }), [], "other"],
    ["a model unloaded", answering({}, { done_reason: "unload" }), [], "other"],
  ])("with %s is read", (_what, body, parts, stop) => {
    expect(ollama.readResponse(body)).toEqual({
      id: "",
      model: "m",
      created: CREATED,
      choices: [{ index: 0, parts, stop }],
      usage,
    } as GatewayResponse);
  });

  test("to one prompt is read, and its tokens stay with the server", () => {
    const body = JSON.stringify({
      ...head,
      response: " upon",
      thinking: "t",
      done: true,
      done_reason: "length",
      context: [403, 407],
      ...TIMES,
      ...COUNTS,
    });
    expect(ollamaGenerate.chat!.readResponse(body)).toEqual({
      id: "",
      model: "m",
      created: CREATED,
      choices: [
        {
          index: 0,
          parts: [
            { type: "reasoning", text: "t" },
            { type: "text", text: " upon" },
          ],
          stop: "length",
        },
      ],
      usage,
    });
  });

  test("keeps arguments byte for byte, both ways", () => {
    const given = '{"n": 12345678901234567890, "2": 1.0, "1": [{}]}';
    const body = `{"model":"m","created_at":"x","message":{"tool_calls":[{"function":{"name":"f","arguments":${given}}}],"content":""},"done":true}`;
    const response = ollama.readResponse(body);
    expect(response.choices[0]!.parts).toEqual([{ type: "tool-call", id: "call_0_0", name: "f", arguments: given }]);
    expect(ollama.writeResponse(response, asked)).toContain(`"arguments":${given}`);
  });

  test("is written as a server writes it", () => {
    const response: GatewayResponse = {
      id: "x",
      model: "",
      created: 0,
      choices: [
        {
          index: 0,
          parts: [
            { type: "reasoning", text: "t" },
            { type: "text", text: "a" },
            { type: "tool-call", id: "c1", name: "f", arguments: "{}" },
          ],
          stop: "tool-calls",
        },
        { index: 1, parts: [{ type: "text", text: "another" }], stop: "stop" },
      ],
      usage,
    };
    const none = { total_duration: 0, load_duration: 0, prompt_eval_duration: 0, eval_duration: 0 };
    const time = "2023-11-14T22:13:20.000Z";
    const tool_calls = [{ id: "c1", function: { index: 0, name: "f", arguments: {} } }];
    const done = { done: true, done_reason: "stop", ...none, ...COUNTS };
    expect(JSON.parse(ollama.writeResponse(response, asked))).toEqual({
      model: "asked",
      created_at: time,
      message: { role: "assistant", content: "a", thinking: "t", tool_calls },
      ...done,
    });
    expect(JSON.parse(ollamaGenerate.chat!.writeResponse(response, asked))).toEqual({
      model: "asked",
      created_at: time,
      response: "a",
      thinking: "t",
      tool_calls,
      context: [],
      ...done,
    });
  });

  test.each([1e300, -5, Number.MAX_SAFE_INTEGER, 0.5])(
    "has a time that can be one, whatever the provider said (%d)",
    (created) => {
      const response: GatewayResponse = { id: "", model: "m", created, choices: [] };
      const told = JSON.parse(ollama.writeResponse(response, asked));
      expect(told.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(told.message).toEqual({ role: "assistant", content: "" });
    },
  );

  test.each(both)("of $dialect, written and read again, is the same", ({ chat, readUsage }) => {
    const call = fc.record({ type: fc.constant("tool-call" as const), id: text, name: text, arguments: object });
    const parts = fc
      .tuple(fc.option(text), fc.option(text), fc.array(call, { maxLength: 3 }))
      .map(([thought, words, calls]) => [
        ...(thought === null ? [] : [{ type: "reasoning" as const, text: thought }]),
        ...(words === null ? [] : [{ type: "text" as const, text: words }]),
        ...calls,
      ]);
    const stops = fc.constantFrom("stop" as const, "length" as const);
    fc.assert(
      fc.property(parts, stops, counted, fc.boolean(), (said, end, tokens, likely) => {
        const called = said.some((part) => part.type === "tool-call");
        const logprobs = likely ? { logprobs: { content: [{ token: "a", logprob: -1 }] } } : {};
        const answer: GatewayResponse = {
          id: "",
          model: "m",
          created: 12,
          choices: [{ index: 0, parts: said, stop: end === "stop" && called ? "tool-calls" : end, ...logprobs }],
          ...(tokens === null ? {} : { usage: tokens }),
        };
        const body = chat!.writeResponse(answer, asked);
        expect(chat!.readResponse(body)).toEqual(answer);
        expect(readUsage(body)).toEqual(answer.usage);
      }),
      { numRuns: 1_500 },
    );
  });

  test.each([
    [`{"prompt_eval_count":5,"eval_count":2}`, { input: 5, output: 2 }],
    [`{"eval_count":2}`, { input: 0, output: 2 }],
    [`{"prompt_eval_count":-1,"eval_count":1.5}`, undefined],
    [`{"prompt_eval_count":"5"}`, undefined],
    [`{}`, undefined],
  ])("counts tokens in %s", (body, expected) => {
    expect(ollamaChat.readUsage(body)).toEqual(expected);
  });

  test.each([
    "",
    "<html>",
    "[]",
    "{}",
    `{"message":5}`,
    `{"message":{"tool_calls":5}}`,
    `{"message":{"tool_calls":[{}]}}`,
    `{"error":"x"}`,
  ])("that is none is an error: %s", (body) => {
    expect(() => ollama.readResponse(body)).toThrow(Malformed);
    expect(() => ollamaGenerate.chat!.readResponse(body)).toThrow(Malformed);
  });
});

function linesOf(wire: string, codec = ollamaChat): StreamEvent[] {
  return lineReader().push(new TextEncoder().encode(wire)).flatMap(codec.chat!.eventReader());
}

function overTheWire(events: readonly StreamEvent[], codec = ollamaChat): StreamEvent[] {
  return linesOf(events.map(codec.chat!.eventWriter(asked)).join(""), codec);
}

const START: StreamEvent = { type: "start", id: "", model: "m", created: 3 };
type Call = Extract<StreamEvent, { type: "tool-call" }>;
const calling = (place: number, given: string, more: object = {}): Call => ({
  type: "tool-call",
  choice: 0,
  call: place,
  arguments: given,
  ...more,
});

describe("a streamed answer", () => {
  test("of a server is read", () => {
    const piece = (content: string) =>
      JSON.stringify({ ...head, message: { role: "assistant", content }, done: false });
    expect(linesOf(`${piece("a")}\n${piece("b")}\n${answering({}, { done_reason: "length" })}\n`)).toEqual([
      { type: "start", id: "", model: "m", created: CREATED },
      { type: "text", choice: 0, text: "a" },
      { type: "text", choice: 0, text: "b" },
      { type: "stop", choice: 0, reason: "length" },
      { type: "usage", usage },
      { type: "end" },
    ]);
  });

  test("may bring calls in any line, also in the last; they are numbered through", () => {
    const call = (name: string) => ({ function: { name, arguments: {} } });
    const first = JSON.stringify({ ...head, message: { content: "", tool_calls: [call("f")] }, done: false });
    const events = linesOf(`${first}\n${answering({ tool_calls: [call("g"), call("h")] })}\n`);
    const ids = [0, 1, 2].map((place) => `call_20261122062125129784952_${place}`);
    expect(events.filter(({ type }) => type === "tool-call")).toEqual([
      calling(0, "{}", { id: ids[0], name: "f" }),
      calling(1, "{}", { id: ids[1], name: "g" }),
      calling(2, "{}", { id: ids[2], name: "h" }),
    ]);
    expect(events.at(-3)).toEqual({ type: "stop", choice: 0, reason: "tool-calls" });
  });

  test("is written line by line, and its calls when they are whole", () => {
    const write = ollama.eventWriter(asked);
    const events: StreamEvent[] = [
      START,
      { type: "reasoning", choice: 0, text: "t" },
      { type: "text", choice: 0, text: "a" },
      calling(0, '{"x"', { id: "c1", name: "f" }),
      calling(1, "", { id: "c2", name: "g" }),
      calling(0, ":1}"),
      { type: "text", choice: 1, text: "another answer" },
      { type: "stop", choice: 0, reason: "tool-calls" },
      { type: "usage", usage: { output: 1 } },
      { type: "usage", usage: { input: 2 } },
      { type: "end" },
      { type: "text", choice: 0, text: "too late" },
    ];
    const lines = events
      .map(write)
      .join("")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const same = { model: "m", created_at: "1970-01-01T00:00:03.000Z" };
    const said = (message: object) => ({ ...same, message: { role: "assistant", content: "", ...message } });
    expect(lines).toEqual([
      { ...said({ thinking: "t" }), done: false },
      { ...said({ content: "a" }), done: false },
      {
        ...said({
          tool_calls: [
            { id: "c1", function: { index: 0, name: "f", arguments: { x: 1 } } },
            { id: "c2", function: { index: 1, name: "g", arguments: {} } },
          ],
        }),
        done: false,
      },
      {
        ...said({}),
        done: true,
        done_reason: "stop",
        total_duration: 0,
        load_duration: 0,
        prompt_eval_count: 2,
        prompt_eval_duration: 0,
        eval_count: 1,
        eval_duration: 0,
      },
    ]);
  });

  test("that stops without a reason still has a last line, with the calls before it", () => {
    const wire = [START, calling(0, "{}", { id: "c", name: "f" }), { type: "end" } as const]
      .map(ollama.eventWriter(asked))
      .join("");
    expect(linesOf(wire).map(({ type }) => type)).toEqual(["start", "tool-call", "stop", "end"]);
  });

  test.each(both)("of $dialect, written and read again, is the same, event for event", (codec) => {
    const piece = fc.record({
      type: fc.constantFrom("text" as const, "reasoning" as const),
      choice: fc.constant(0),
      text,
    }) as fc.Arbitrary<StreamEvent>;
    const call = fc.record({ id: text, name: text, arguments: object });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 10 }),
        fc.array(call, { maxLength: 3 }),
        fc.boolean(),
        counted,
        (pieces, calls, short, tokens) => {
          const reason = short ? "length" : calls.length > 0 ? "tool-calls" : "stop";
          const events: StreamEvent[] = [
            START,
            ...pieces,
            ...calls.map((one, i) => calling(i, one.arguments, { id: one.id, name: one.name })),
            { type: "stop", choice: 0, reason },
            ...(tokens === null ? [] : [{ type: "usage" as const, usage: tokens }]),
            { type: "end" },
          ];
          const seen = overTheWire(events, codec);
          expect(seen.map(unescaped)).toEqual(events.map(unescaped));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test("brings arguments whole, wherever they are cut, one call's pieces between another's", () => {
    const whole = JSON.stringify({ command: 'echo "Grüße 🙂" \\ \n', list: [1, { a: "}" }], n: 1 });
    for (let at = 0; at <= whole.length; at++) {
      const seen = overTheWire([
        START,
        calling(0, whole.slice(0, at), { id: "c1", name: "f" }),
        calling(1, whole.slice(0, at), { id: "c2", name: "g" }),
        { type: "text", choice: 0, text: "meanwhile" },
        calling(0, whole.slice(at)),
        calling(1, whole.slice(at)),
        { type: "stop", choice: 0, reason: "tool-calls" },
        { type: "end" },
      ]);
      expect(seen.filter((event) => event.type === "tool-call")).toEqual([
        calling(0, whole, { id: "c1", name: "f" }),
        calling(1, whole, { id: "c2", name: "g" }),
      ]);
    }
  });

  test("has no line end within a line, of any kind that a client may know", () => {
    const odd = "a\u0085b\u2028c\u2029d\ne\r\n";
    const given = `{\n "x":\r\n ${JSON.stringify(odd)}\n}`;
    const wire = [
      START,
      { type: "text", choice: 0, text: odd } as const,
      calling(0, given, { id: "c", name: "f" }),
      { type: "end" } as const,
    ]
      .map(ollama.eventWriter(asked))
      .join("");
    expect(wire.split(/[\n\r\v\f\u0085\u2028\u2029]/)).toHaveLength(4);
    const [, said, call] = linesOf(wire);
    expect(said).toEqual({ type: "text", choice: 0, text: odd });
    expect(call!.type === "tool-call" && JSON.parse(call!.arguments)).toEqual({ x: odd });
  });

  test("keeps log probabilities, as other dialects have them", () => {
    const content = [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] }];
    const line = JSON.stringify({
      ...head,
      message: { role: "assistant", content: "a" },
      done: false,
      logprobs: content,
    });
    expect(linesOf(`${line}\n`)[1]).toEqual({ type: "text", choice: 0, text: "a", logprobs: { content } });
    const [said] = ollama.eventWriter(asked)({ type: "text", choice: 0, text: "a", logprobs: { content } }).split("\n");
    expect(JSON.parse(said!).logprobs).toEqual(content);
  });

  test("may be an error, and is one to the end", () => {
    expect(linesOf(`{"error":"boom"}\n`)).toEqual([{ type: "error", message: "boom", code: "error" }]);
    expect(linesOf(`{"error":{"message":"boom","code":"x"}}\n`)).toEqual([
      { type: "error", message: "boom", code: "x" },
    ]);
    const write = ollama.eventWriter(asked);
    expect(write({ type: "error", message: "boom", code: "x" })).toBe(`{"error":"boom"}\n`);
    expect(write({ type: "end" })).toBe("");
  });

  test("that is damaged gives events or a plain error", () => {
    const wire = `${answering({ content: "a", tool_calls: [{ function: { name: "f", arguments: { x: 1 } } }] }, { done: false })}\n${answering({})}\n`;
    const cut = fc
      .tuple(fc.nat(wire.length), fc.nat(9), fc.string({ maxLength: 5 }))
      .map(([at, length, put]) => wire.slice(0, at) + put + wire.slice(at + length));
    const strange = fc
      .record(
        {
          message: fc.oneof(fc.jsonValue(), fc.record({ content: fc.jsonValue(), tool_calls: fc.jsonValue() })),
          response: fc.jsonValue(),
          done: fc.jsonValue(),
          created_at: fc.jsonValue(),
          error: fc.jsonValue(),
          logprobs: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map((line) => `${JSON.stringify(line)}\n`);
    fc.assert(
      fc.property(fc.oneof(cut, strange), fc.constantFrom(...both), (bytes, codec) => {
        for (const run of [
          () => linesOf(bytes, codec),
          () => codec.readStreamEnd(bytes),
          () => codec.chat!.readResponse(bytes),
        ]) {
          try {
            run();
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
        }
      }),
      { numRuns: 4_000 },
    );
  });
});

/** Within a line these stand escaped. */
function unescaped(event: StreamEvent): StreamEvent {
  return event.type === "tool-call" ? { ...event, arguments: JSON.parse(event.arguments) } : event;
}

describe("the end of a stream", () => {
  const piece = `${JSON.stringify({ ...head, message: { content: "a" }, done: false })}\n`;
  const last = `${answering({})}\n`;
  const context = JSON.stringify({
    ...head,
    response: "",
    done: true,
    done_reason: "stop",
    context: Array(9_000).fill(4711),
    ...TIMES,
    ...COUNTS,
  });
  const whole = { terminated: true, stopped: true };
  const broken = { terminated: false, stopped: false };
  test.each([
    ["whole", piece + last, { ...whole, usage }],
    ["without counts", `${piece}{"done":true}\n`, whole],
    ["with CRLF", `${piece.trim()}\r\n${last.trim()}\r\n`, { ...whole, usage }],
    ["an empty line behind it", `${last}\n\n`, { ...whole, usage }],
    ["beginning in mid-line", piece.slice(30) + last, { ...whole, usage }],
    ["a last line longer than what is seen of it", `${context.slice(-16_384)}\n`, { ...whole, usage }],
    ["in the middle", piece, broken],
    [
      "a text that says so",
      `${JSON.stringify({ message: { content: `"total_duration":5,"done":true}` }, done: false })}\n`,
      broken,
    ],
    [
      "the end of a text that says so",
      `${JSON.stringify({ message: { content: `"total_duration":5,"done":true}` }, done: false }).slice(9)}\n`,
      broken,
    ],
    ["an error", `${piece}{"error":"boom"}\n`, { ...broken, failed: true }],
    ["nothing at all", "", broken],
    ["no JSON", "nonsense\n", broken],
  ])("%s", (_how, tail, expected) => {
    expect(ollamaChat.readStreamEnd(tail)).toEqual(expected as never);
    expect(ollamaGenerate.readStreamEnd(tail)).toEqual(expected as never);
  });
});

test("errors are a sentence, also in a stream", () => {
  const error = { status: 451, code: "blocked-by-policy", message: "no", param: "messages[0]" };
  for (const codec of both) {
    expect(codec.writeError(error)).toBe(`{"error":"no"}`);
    expect(codec.writeStreamError(error)).toBe(`{"error":"no"}\n`);
    expect(codec.readError(`{"error":"model 'nope' not found"}`)).toBe("model 'nope' not found");
    expect(codec.readError(`{"error":{"message":"File Not Found"}}`)).toBe("File Not Found");
    expect(codec.readError("404 page not found")).toBeUndefined();
    expect(codec.readStreamEnd(codec.writeStreamError(error)).terminated).toBe(false);
  }
});
