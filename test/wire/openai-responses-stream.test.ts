import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import OpenAI from "openai";
import type { StreamEvent } from "../../src/model/response.ts";
import { type Asked, Malformed } from "../../src/wire/codec.ts";
import { openaiResponses } from "../../src/wire/openai-responses.ts";
import { sseReader } from "../../src/wire/sse.ts";
import { asked } from "../fixture/asked.ts";

const responses = openaiResponses.chat!;

type Wire = Readonly<Record<string, unknown>> & { readonly type: string };

const START: StreamEvent = { type: "start", id: "resp_1", model: "m", created: 3 };
const END: StreamEvent = { type: "end" };
const say = (text: string): StreamEvent => ({ type: "text", choice: 0, text });
const think = (text: string): StreamEvent => ({ type: "reasoning", choice: 0, text });
const stop = (reason: "stop" | "length" | "tool-calls"): StreamEvent => ({ type: "stop", choice: 0, reason });
const call = (place: number, text: string, first: object = {}): StreamEvent => ({
  type: "tool-call",
  choice: 0,
  call: place,
  arguments: text,
  ...first,
});

function written(events: readonly StreamEvent[], told: Asked = asked): string {
  return events.map(responses.eventWriter(told)).join("");
}

function wireOf(text: string): Wire[] {
  return sseReader()
    .push(new TextEncoder().encode(text))
    .map(({ event, data }) => {
      const wire = JSON.parse(data) as Wire;
      expect(event).toBe(wire.type);
      return wire;
    });
}

function read(events: readonly object[]): StreamEvent[] {
  const reader = responses.eventReader();
  return events.flatMap((event) => reader({ event: "message", data: JSON.stringify(event) }));
}

/** Pieces of the same text, call or thought as one, where no other came between. */
function joined(events: readonly StreamEvent[]): StreamEvent[] {
  const all: StreamEvent[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (event.type === "tool-call") {
      const at = all.findIndex((one) => one.type === "tool-call" && one.call === event.call);
      const first = all[at];
      if (first?.type === "tool-call") all[at] = { ...first, arguments: first.arguments + event.arguments };
      else all.push(event);
    } else if (last !== undefined && "text" in last && "text" in event && last.type === event.type)
      all[all.length - 1] = { ...last, text: last.text + event.text };
    else all.push(event);
  }
  return all;
}

/** The law of the dialect: what opens closes, in its place, once; the last event holds all of it. */
function expectWellFormed(wire: readonly Wire[]): void {
  const open = new Map<number, string>();
  const parts = new Set<string>();
  const done: unknown[] = [];
  let added = 0;
  wire.forEach((event, i) => {
    expect(event.sequence_number).toBe(i);
    const index = event.output_index as number;
    const part = `${index} ${String(event.content_index ?? event.summary_index)}`;
    const item = event.item as { id: string } | undefined;
    if (event.type === "response.output_item.added") {
      expect(index).toBe(added++);
      open.set(index, item!.id);
    } else if (event.type === "response.output_item.done") {
      expect(open.get(index)).toBe(item!.id);
      expect([...parts].filter((one) => one.startsWith(`${index} `))).toEqual([]);
      open.delete(index);
      done[index] = item;
    } else if (index !== undefined) {
      expect(open.get(index)).toBe(event.item_id as string);
      if (event.type.endsWith("part.added")) parts.add(part);
      else if (event.type.endsWith("part.done")) expect(parts.delete(part)).toBe(true);
      else if (/(text|refusal)\.(delta|done)$/.test(event.type)) expect(parts.has(part)).toBe(true);
    }
  });
  expect(wire.slice(0, 2).map((event) => event.type)).toEqual(["response.created", "response.in_progress"]);
  expect(wire.at(-1)!.type).toMatch(/^response\.(completed|incomplete|failed)$/);
  expect(open.size).toBe(0);
  expect((wire.at(-1)!.response as { output: unknown }).output).toEqual(done);
}

/** OpenAI's own SDK, given the stream as a server would send it. */
async function sdkReads(text: string) {
  const fetch = async () => new Response(text, { headers: { "content-type": "text/event-stream" } });
  const client = new OpenAI({ apiKey: "k", baseURL: "http://127.0.0.1:1/v1", maxRetries: 0, fetch });
  return client.responses.stream({ model: "m", input: "hi" }).finalResponse();
}

describe("a streamed answer", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 });
  const piece = fc.oneof(
    { weight: 3, arbitrary: text.map(say) },
    { weight: 2, arbitrary: text.map(think) },
    { weight: 1, arbitrary: text.map((one): StreamEvent => ({ type: "refusal", choice: 0, text: one })) },
    { weight: 1, arbitrary: fc.constant<StreamEvent>({ type: "seal", choice: 0, signature: "sig" }) },
    { weight: 1, arbitrary: fc.constant<StreamEvent>({ type: "seal", choice: 0, sealed: "openai_x" }) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.nat(2), text).map(([place, one]): StreamEvent => call(place, one)),
    },
  );
  /** Numbers the calls as they come, and names each on its first event. */
  const wellTold = (pieces: readonly StreamEvent[]): StreamEvent[] => {
    const seen = new Map<number, number>();
    return pieces.map((event) => {
      if (event.type !== "tool-call") return event;
      const known = seen.get(event.call);
      if (known !== undefined) return { ...event, call: known };
      const place = seen.size;
      seen.set(event.call, place);
      const kind = place === 1 ? { custom: true as const } : place === 2 ? { namespace: "n" } : {};
      return { ...event, call: place, id: `c${place}`, name: "f", ...kind };
    });
  };

  test("is well-formed and says the same, however its pieces come", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.boolean(), (pieces, cut) => {
        const told = wellTold(pieces);
        const called = told.some((event) => event.type === "tool-call");
        const last = [stop(cut ? "length" : called ? "tool-calls" : "stop")];
        const usage: StreamEvent = {
          type: "usage",
          usage: { input: 5, output: 2, cached: 1, cacheWrite: 0, reasoning: 1 },
        };
        const wire = wireOf(written([START, ...told, ...last, usage, END]));
        expectWellFormed(wire);
        // a seal comes back with the id of the item that it stood in
        const heard: StreamEvent[] = joined(read(wire)).map((event) =>
          event.type === "seal" && event.sealed !== undefined
            ? { ...event, sealed: event.sealed.replace(/openai_rs_\w+:/, "openai_") }
            : event,
        );
        const plain = (events: readonly StreamEvent[]) => events.filter((event) => event.type !== "tool-call");
        const calls = (events: readonly StreamEvent[]) => events.filter((event) => event.type === "tool-call");
        const expected = joined([START, ...told, ...last, usage, END]);
        expect(calls(heard)).toEqual(calls(expected));
        expect(joined(plain(heard))).toEqual(joined(plain(expected)));
      }),
      { numRuns: 2_000 },
    );
  });

  test("is one that OpenAI's SDK reads to the end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
        const told = wellTold(pieces);
        const final = await sdkReads(written([START, ...told, stop("stop"), END]));
        const words = told.flatMap((event) => (event.type === "text" ? [event.text] : [])).join("");
        expect(final.output_text).toBe(words);
        const made = new Map<string, string>();
        for (const item of final.output) {
          if (item.type === "function_call") made.set(item.call_id, item.arguments);
          if (item.type === "custom_tool_call") made.set(item.call_id, item.input);
        }
        for (const event of joined(told))
          if (event.type === "tool-call") expect(made.get(event.id!)).toBe(event.arguments);
      }),
      { numRuns: 150 },
    );
  });

  test("brings arguments whole, wherever they are cut", () => {
    const whole = JSON.stringify({ command: 'echo "Grüße 🙂" \\ \n', list: [1, { a: "}" }] });
    for (let at = 0; at <= whole.length; at++) {
      if (!whole.slice(0, at).isWellFormed()) continue;
      const events = [START, call(0, whole.slice(0, at), { id: "c", name: "f" }), call(0, whole.slice(at)), END];
      const heard = joined(read(wireOf(written(events)))).find((event) => event.type === "tool-call");
      expect(heard).toMatchObject({ id: "c", name: "f", arguments: whole });
    }
  });

  test("in words, event for event", () => {
    const logprobs = { content: [{ token: "a", logprob: -1 }] };
    const wire = wireOf(
      written([START, { type: "text", choice: 0, text: "a", logprobs }, say("b"), stop("stop"), END]),
    );
    expect(wire.map((event) => event.type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    const at = { item_id: "msg_0190_0", output_index: 0, content_index: 0 };
    expect(wire[4]).toEqual({
      type: "response.output_text.delta",
      sequence_number: 4,
      ...at,
      delta: "a",
      logprobs: logprobs.content,
    });
    expect(wire[5]).toMatchObject({ delta: "b", logprobs: [] });
    expect(wire[6]).toMatchObject({ ...at, text: "ab", logprobs: logprobs.content });
    expect(wire[9]!.response).toMatchObject({ id: "resp_1", status: "completed", usage: { total_tokens: 0 } });
    expect(wire[0]!.response).toMatchObject({ id: "resp_1", status: "in_progress", output: [] });
    expect(wire[0]!.response).not.toHaveProperty("usage");
  });

  test("of thoughts, a call and a custom call, event for event", () => {
    const first = { id: "c1", name: "f", namespace: "n" };
    const second = { id: "c2", name: "patch", custom: true };
    const seal: StreamEvent = { type: "seal", choice: 0, sealed: "openai_gAAA" };
    const events = [
      START,
      think("hm"),
      seal,
      call(0, "{", first),
      call(1, "p", second),
      call(0, "}"),
      stop("tool-calls"),
      END,
    ];
    const wire = wireOf(written(events));
    expect(wire.slice(2).map((event) => [event.type.replace("response.", ""), event.output_index])).toEqual([
      ["output_item.added", 0],
      ["reasoning_summary_part.added", 0],
      ["reasoning_summary_text.delta", 0],
      ["reasoning_summary_text.done", 0],
      ["reasoning_summary_part.done", 0],
      ["output_item.done", 0],
      ["output_item.added", 1],
      ["function_call_arguments.delta", 1],
      ["output_item.added", 2],
      ["custom_tool_call_input.delta", 2],
      ["function_call_arguments.delta", 1],
      ["function_call_arguments.done", 1],
      ["output_item.done", 1],
      ["custom_tool_call_input.done", 2],
      ["output_item.done", 2],
      ["completed", undefined],
    ]);
    expect(wire[7]!.item).toMatchObject({ type: "reasoning", id: "rs_0190_0", encrypted_content: "gAAA" });
    expect(wire[14]!.item).toEqual({
      type: "function_call",
      id: "fc_0190_1",
      status: "completed",
      call_id: "c1",
      name: "f",
      namespace: "n",
      arguments: "{}",
    });
    expect(wire[16]!.item).toMatchObject({ type: "custom_tool_call", id: "ctc_0190_2", call_id: "c2", input: "p" });
  });

  test("gives a call an id where none came, and begins by itself", () => {
    const wire = wireOf(written([call(0, "{}", { name: "f" }), END]));
    expectWellFormed(wire);
    expect(wire[2]!.item).toMatchObject({ call_id: "call_0190_0", name: "f" });
    expect(wire[0]!.response).toMatchObject({ id: "resp_0190", model: "asked", created_at: asked.at });
  });

  test("that is cut says so, and so does its last item only", () => {
    const wire = wireOf(written([START, think("hm"), say("a"), stop("length"), END]));
    expect(wire.at(-1)).toMatchObject({
      type: "response.incomplete",
      response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
    });
    const done = wire.filter((event) => event.type === "response.output_item.done");
    expect(done.map((event) => (event.item as { status: string }).status)).toEqual(["completed", "incomplete"]);
  });

  test("that fails closes what is open, and nothing follows", async () => {
    const text = written([START, say("a"), { type: "error", message: "boom", code: "server_error" }, say("b"), END]);
    const wire = wireOf(text);
    expectWellFormed(wire);
    expect(wire.at(-1)).toMatchObject({
      type: "response.failed",
      response: { status: "failed", error: { code: "server_error", message: "boom" } },
    });
    expect((await sdkReads(text)).status).toBe("failed");
  });

  test("has one answer, and ends once", () => {
    const write = responses.eventWriter(asked);
    expect(write({ type: "text", choice: 1, text: "another" })).toBe("");
    expect(write(END)).toContain("response.completed");
    expect(write(END) + write(say("late"))).toBe("");
  });

  test("that breaks ends with an error which the SDK throws", async () => {
    const broken = written([START, say("a")]);
    const error = openaiResponses.writeStreamError({
      status: 502,
      code: "upstream-garbled",
      message: "cut. Receipt R",
    });
    await expect(sdkReads(broken + error)).rejects.toThrow("cut. Receipt R");
  });
});

describe("a provider's stream", () => {
  const response = { id: "resp_1", object: "response", status: "in_progress" };
  const created = { type: "response.created", response };
  const done = { ...response, status: "completed", model: "m", created_at: 5, output: [] as unknown[] };
  const message = { type: "message", id: "msg_1", role: "assistant", content: [{ type: "output_text", text: "ab" }] };
  const tool = { type: "function_call", id: "fc_1", call_id: "c1", name: "f", arguments: '{"a":1}' };
  const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5, input_tokens_details: { cached_tokens: 1 } };
  const ended = (...output: unknown[]) => ({ type: "response.completed", response: { ...done, output, usage } });
  const tail: StreamEvent[] = [{ type: "usage", usage: { input: 3, output: 2, cached: 1 } }, END];
  const begun: StreamEvent = { type: "start", id: "resp_1", model: "", created: 0 };
  const named = { type: "tool-call", choice: 0, call: 0, id: "c1", name: "f" } as const;

  test("without indexes and numbers, as llama.cpp sends it, with calls beside words", () => {
    const events = [
      created,
      { type: "response.in_progress", response },
      { type: "response.output_item.added", item: { ...message, content: [] } },
      { type: "response.content_part.added", item_id: "msg_1", part: { type: "output_text", text: "" } },
      { type: "response.output_text.delta", item_id: "msg_1", delta: "a" },
      { type: "response.output_item.added", item: { ...tool, arguments: "" } },
      { type: "response.function_call_arguments.delta", item_id: "fc_1", delta: '{"a"' },
      { type: "response.output_text.delta", item_id: "msg_1", delta: "b" },
      { type: "response.function_call_arguments.delta", item_id: "fc_1", delta: ":1}" },
      { type: "response.output_text.done", item_id: "msg_1", text: "ab" },
      { type: "response.output_item.done", item: message },
      { type: "response.output_item.done", item: tool },
      ended(message, tool),
    ];
    expect(read(events)).toEqual([
      begun,
      say("a"),
      { ...named, arguments: "" },
      call(0, '{"a"'),
      say("b"),
      call(0, ":1}"),
      stop("tool-calls"),
      ...tail,
    ]);
  });

  test("whose ids change on the way is followed by its indexes", () => {
    const events = [
      created,
      { type: "response.output_item.added", output_index: 0, item: { ...tool, id: "x1", arguments: "" } },
      { type: "response.function_call_arguments.delta", output_index: 0, item_id: "x2", delta: '{"a":' },
      { type: "response.function_call_arguments.delta", output_index: 0, item_id: "x3", delta: "1}" },
      { type: "response.output_item.done", output_index: 0, item: { ...tool, id: "x4" } },
      ended({ ...tool, id: "x5" }),
    ];
    const heard = joined(read(events)).filter((event) => event.type === "tool-call");
    expect(heard).toEqual([{ ...named, arguments: '{"a":1}' }]);
  });

  test.each([
    [
      "items only when they are done",
      [
        { type: "response.output_item.done", output_index: 0, item: message },
        { type: "response.output_item.done", output_index: 1, item: tool },
        ended(message, tool),
      ],
    ],
    ["nothing but the whole", [ended(message, tool)]],
    [
      "a call's arguments before its name",
      [
        created,
        { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, delta: "ab" },
        { type: "response.function_call_arguments.delta", item_id: "fc_1", output_index: 1, delta: '{"a"' },
        { type: "response.output_item.done", output_index: 1, item: tool },
        ended(message, tool),
      ],
    ],
    [
      "the end of the arguments only when they are done",
      [
        created,
        { type: "response.output_item.added", item: { ...message, content: [] }, output_index: 0 },
        { type: "response.output_text.delta", delta: "a" },
        { type: "response.output_item.added", item: { ...tool, arguments: '{"a":1}' }, output_index: 1 },
        ended(message, tool),
      ],
    ],
  ])("that tells %s is told in full", (_what, events) => {
    const heard = read(events);
    const words = heard.flatMap((event) => (event.type === "text" ? [event.text] : []));
    expect(words.join("")).toBe("ab");
    const others = joined(heard.filter((event) => event.type !== "text"));
    expect(others[0]).toMatchObject({ type: "start" });
    expect(others.slice(1)).toEqual([{ ...named, arguments: '{"a":1}' }, stop("tool-calls"), ...tail]);
  });

  test("of thoughts brings their paragraphs, and the seal after them", () => {
    const item = {
      type: "reasoning",
      id: "rs_1",
      summary: [
        { type: "summary_text", text: "ab" },
        { type: "summary_text", text: "c" },
      ],
      encrypted_content: "gAAA",
    };
    const delta = { type: "response.reasoning_summary_text.delta", item_id: "rs_1", output_index: 0 };
    const events = [
      created,
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { ...item, summary: [], encrypted_content: "early" },
      },
      { ...delta, summary_index: 0, delta: "a" },
      { ...delta, summary_index: 0, delta: "b" },
      { ...delta, summary_index: 1, delta: "c" },
      { type: "response.output_item.done", output_index: 0, item },
      ended(item),
    ];
    expect(joined(read(events)).slice(1, 3)).toEqual([
      think("ab\n\nc"),
      { type: "seal", choice: 0, sealed: "openai_rs_1:gAAA" },
    ]);
    expect(joined(read([ended(item)])).slice(1, 3)).toEqual([
      think("ab\n\nc"),
      { type: "seal", choice: 0, sealed: "openai_rs_1:gAAA" },
    ]);
  });

  test("of thoughts told twice brings them once", () => {
    const item = { type: "reasoning", id: "rs_1", summary: [{ text: "short" }], content: [{ text: "long" }] };
    const events = [
      created,
      { type: "response.reasoning_text.delta", item_id: "rs_1", output_index: 0, delta: "lo" },
      { type: "response.reasoning_text.delta", item_id: "rs_1", output_index: 0, delta: "ng" },
      {
        type: "response.reasoning_summary_text.delta",
        item_id: "rs_1",
        output_index: 0,
        summary_index: 0,
        delta: "short",
      },
      ended(item),
    ];
    const heard: readonly StreamEvent[] = joined(read(events)).filter((event) => event.type === "reasoning");
    expect(heard).toEqual([think("long")]);
  });

  test.each([
    [
      { type: "response.incomplete", response: { ...done, incomplete_details: { reason: "max_output_tokens" } } },
      "length",
    ],
    [
      { type: "response.incomplete", response: { ...done, incomplete_details: { reason: "content_filter" } } },
      "content-filter",
    ],
    [{ type: "response.incomplete", response: done }, "other"],
    [{ type: "response.completed", response: done }, "stop"],
    [ended(tool), "tool-calls"],
  ])("stops: %j", (event, reason) => {
    expect(read([created, event]).find((one) => one.type === "stop")).toEqual({
      type: "stop",
      choice: 0,
      reason,
    } as never);
  });

  test.each([
    [{ type: "error", code: "x", message: "boom" }, "x", "boom"],
    [{ type: "error", error: { code: "x", message: "boom" } }, "x", "boom"],
    [{ type: "response.failed", response: { ...done, error: { code: "x", message: "boom" } } }, "x", "boom"],
    [{ type: "response.failed", response: {} }, "server_error", "the provider does not say why"],
  ])("fails: %j", (event, code, message) => {
    expect(read([event])).toEqual([{ type: "error", code, message }]);
  });

  test("may hold what nobody knows yet, a name beside the data, and a [DONE] of old", () => {
    expect(read([created, { type: "response.tomorrow", x: 1 }, { type: "tomorrow" }, {}])).toEqual([begun]);
    const reader = responses.eventReader();
    expect(reader({ event: "response.created", data: JSON.stringify({ response }) })).toEqual([begun]);
    expect(reader({ event: "message", data: "[DONE]" })).toEqual([]);
    expect(() => reader({ event: "message", data: "nonsense" })).toThrow(Malformed);
    expect(() => reader({ event: "message", data: `{"type":"response.completed"}` })).toThrow(Malformed);
    expect(() => reader({ event: "message", data: `{"type":"response.output_item.done","item":5}` })).toThrow(
      Malformed,
    );
  });

  test("whatever is changed in it, it is read or refused", () => {
    const events: Readonly<Record<string, unknown>>[] = [
      created,
      { type: "response.output_item.added", output_index: 0, item: message },
      { type: "response.output_text.delta", output_index: 0, item_id: "msg_1", delta: "a", logprobs: [] },
      { type: "response.output_item.added", output_index: 1, item: tool },
      { type: "response.function_call_arguments.delta", output_index: 1, item_id: "fc_1", delta: "{" },
      { type: "response.reasoning_summary_text.delta", output_index: 2, item_id: "rs_1", delta: "a", summary_index: 0 },
      { type: "response.output_item.done", output_index: 1, item: tool },
      ended(message, tool),
    ];
    const places = events.flatMap((event, i) => Object.keys(event).map((key) => [i, key] as const));
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(...events.map((event) => event.type), message, tool, [message], { output: [tool, 5] }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), value), { maxLength: 3 }), (changes) => {
        const copy = structuredClone(events) as Record<string, unknown>[];
        for (const [[i, key], to] of changes) copy[i]![key] = to;
        try {
          const heard = read(copy);
          const firsts = new Set<number>();
          for (const event of heard) {
            if (event.type !== "tool-call") continue;
            if (!firsts.has(event.call)) expect(event.id).toBeString();
            firsts.add(event.call);
          }
          // and whatever was heard can be told
          written(heard);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 4_000 },
    );
  });
});

describe("the end of a stream", () => {
  const usage = { input_tokens: 3, input_tokens_details: { cached_tokens: 1 }, output_tokens: 4, total_tokens: 7 };
  const counted = { input: 3, output: 4, cached: 1 };
  const event = (type: string, more: object = {}) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 9, ...more })}\n\n`;
  const completed = event("response.completed", { response: { status: "completed", usage, user: null, metadata: {} } });
  const failed = { terminated: false, stopped: false, failed: true };
  const delta = event("response.output_text.delta", { delta: "a" });
  const item = event("response.output_item.done", {
    item: { status: "completed", content: [{ text: `"usage":{"input_tokens":1}${"x".repeat(500)}` }] },
  });
  test.each([
    ["whole", delta + completed, { terminated: true, stopped: true, usage: counted }],
    ["with CRLF", (delta + completed).replaceAll("\n", "\r\n"), { terminated: true, stopped: true, usage: counted }],
    [
      "with a [DONE] and a comment behind it",
      `${completed}data: [DONE]\n\n: bye\n\n`,
      { terminated: true, stopped: true, usage: counted },
    ],
    ["without usage", event("response.completed", { response: {} }), { terminated: true, stopped: true }],
    [
      "cut for its length",
      event("response.incomplete", { response: { usage } }),
      { terminated: true, stopped: true, usage: counted },
    ],
    ["failed", event("response.failed", { response: { usage: null } }), failed],
    ["with an error", event("error", { message: "x" }), failed],
    ["in the middle", delta, { terminated: false, stopped: false }],
    [
      "in the middle of an event",
      `${delta}event: response.completed\ndata: {"type":"resp`,
      { terminated: false, stopped: false },
    ],
    ["beginning in the last event", completed.slice(60), { terminated: true, stopped: true, usage: counted }],
    ["beginning in an item that speaks of usage", item.slice(90), { terminated: false, stopped: false }],
    ["nothing at all", "", { terminated: false, stopped: false }],
  ])("%s", (_how, tail, expected) => {
    expect(openaiResponses.readStreamEnd(tail)).toEqual(expected as never);
  });

  test("is found behind any number of tools", () => {
    const properties = { usage: { type: "object" }, text: { description: "d".repeat(300) } };
    const tools = Array.from({ length: 100 }, (_, i) => ({
      type: "function",
      name: `f${i}`,
      strict: false,
      parameters: { type: "object", properties },
    }));
    const chat = responses.readChat(JSON.stringify({ model: "m", input: "hi", tools }));
    const text = written([START, say("a"), stop("stop"), { type: "usage", usage: { input: 3, output: 4 } }, END], {
      ...asked,
      chat,
    });
    expect(openaiResponses.readStreamEnd(text.slice(-(16 << 10)))).toMatchObject({
      terminated: true,
      stopped: true,
      usage: { input: 3, output: 4 },
    });
  });

  test("takes no long time, whatever stands there", () => {
    const hostile = ['"usage":{'.repeat(2_000), `"usage":{${"{}".repeat(8_000)}`, `${'"usage":{"a":{'.repeat(1_200)}}`];
    const from = performance.now();
    for (const tail of hostile) expect(openaiResponses.readStreamEnd(`${tail}}`)).toMatchObject({ terminated: false });
    expect(performance.now() - from).toBeLessThan(500);
  });
});
