import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { StopReason, StreamEvent } from "../../src/model/response.ts";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { type Asked, Malformed } from "../../src/wire/codec.ts";
import { type SseEvent, sseReader } from "../../src/wire/sse.ts";

const anthropic = anthropicMessages.chat!;
const asked: Asked = {
  chat: { stream: true, messages: [], tools: [], options: {}, rest: {} },
  model: "asked",
  at: 1_700_000_000,
  id: "r1",
};
const frames = (wire: string): SseEvent[] => sseReader().push(new TextEncoder().encode(wire));
const readAll = (wire: string): StreamEvent[] => {
  const read = anthropic.eventReader();
  return frames(wire).flatMap((frame) => [...read(frame)]);
};
const callsIn = (wire: string): StreamEvent[] => readAll(wire).filter((event) => event.type === "tool-call");
const writeAll = (events: readonly StreamEvent[]): string => events.map(anthropic.eventWriter(asked)).join("");
const sse = (...events: object[]): string =>
  events.map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`).join("");

const start = (usage: object = { input_tokens: 1, output_tokens: 1 }) => ({
  type: "message_start",
  message: { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], stop_reason: null, usage },
});
const open = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
const go = (index: number, delta: object) => ({ type: "content_block_delta", index, delta });
const close = (index: number) => ({ type: "content_block_stop", index });
const stopped = (
  stop_reason: string | null,
  usage: object = { output_tokens: 3 },
  stop_sequence: string | null = null,
) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence },
  usage,
});
const end = { type: "message_stop" };
const text = (text: string): StreamEvent => ({ type: "text", choice: 0, text });
const call = (n: number, args: string, first?: { id: string; name: string }): StreamEvent => ({
  type: "tool-call",
  choice: 0,
  call: n,
  ...first,
  arguments: args,
});
const first = (n: number, args = "") => call(n, args, { id: `t${n}`, name: `f${n}` });
const begun: StreamEvent = { type: "start", id: "msg_1", model: "m", created: 0 };
const stop = (reason: StopReason): StreamEvent => ({ type: "stop", choice: 0, reason });

describe("a stream is read", () => {
  test("with every event the vendor has", () => {
    const wire = sse(
      start({ input_tokens: 10, cache_read_input_tokens: 20, cache_creation_input_tokens: 30, output_tokens: 1 }),
      open(0, { type: "thinking", thinking: "", signature: "" }),
      { type: "ping" },
      go(0, { type: "thinking_delta", thinking: "hm" }),
      go(0, { type: "signature_delta", signature: "c2ln" }),
      close(0),
      open(1, { type: "redacted_thinking", data: "QUFB" }),
      close(1),
      open(2, { type: "text", text: "" }),
      go(2, { type: "text_delta", text: "he" }),
      go(2, { type: "citations_delta", citation: {} }),
      go(2, { type: "text_delta", text: "llo" }),
      close(2),
      open(3, { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
      go(3, { type: "input_json_delta", partial_json: '{"q":1}' }),
      close(3),
      open(4, { type: "web_search_tool_result", tool_use_id: "s", content: [] }),
      close(4),
      open(5, { type: "tool_use", id: "t1", name: "f", input: {} }),
      go(5, { type: "input_json_delta", partial_json: "" }),
      go(5, { type: "input_json_delta", partial_json: '{"x"' }),
      go(5, { type: "input_json_delta", partial_json: ": 1}" }),
      go(5, { type: "moon_delta" }),
      close(5),
      { type: "tomorrow" },
      stopped("tool_use", { output_tokens: 40, input_tokens: null, output_tokens_details: { thinking_tokens: 5 } }),
      end,
    );
    const prompt = { input: 60, cached: 20, cacheWrite: 30 };
    expect(readAll(wire)).toEqual([
      begun,
      { type: "usage", usage: { ...prompt, output: 1 } },
      { type: "reasoning", choice: 0, text: "hm" },
      { type: "seal", choice: 0, signature: "c2ln" },
      { type: "seal", choice: 0, sealed: "QUFB" },
      text("he"),
      text("llo"),
      call(0, "", { id: "t1", name: "f" }),
      call(0, '{"x"'),
      call(0, ": 1}"),
      stop("tool-calls"),
      { type: "usage", usage: { ...prompt, output: 40, reasoning: 5 } },
      { type: "end" },
    ]);
  });

  test("as llama.cpp sends it: the first block closes after the second has begun", () => {
    const wire = sse(
      start(),
      open(0, { type: "tool_use", id: "t0", name: "f0" }),
      go(0, { type: "input_json_delta", partial_json: '{"x":1}' }),
      open(1, { type: "tool_use", id: "t1", name: "f1" }),
      go(1, { type: "input_json_delta", partial_json: '{"y":2}' }),
      close(0),
      close(1),
      stopped("tool_use"),
      end,
    );
    expect(callsIn(wire)).toEqual([first(0), call(0, '{"x":1}'), first(1), call(1, '{"y":2}')]);
  });

  test("with arguments that stand in a block's first event, or are none", () => {
    const whole = sse(
      start(),
      open(0, { type: "tool_use", id: "t0", name: "f0", input: { x: 1 } }),
      close(0),
      open(1, { type: "tool_use", id: "t1", name: "f1", input: {} }),
      go(1, { type: "input_json_delta", partial_json: "" }),
      // and some close nothing
      stopped("tool_use"),
      end,
    );
    expect(callsIn(whole)).toEqual([first(0), call(0, '{"x":1}'), first(1), call(1, "{}")]);
  });

  test("with counts that come in part, as Ollama and llama.cpp send them", () => {
    const usages = (wire: string) => readAll(wire).flatMap((event) => (event.type === "usage" ? [event.usage] : []));
    const llama = sse(
      start({ input_tokens: 1, cache_read_input_tokens: 22, output_tokens: 0 }),
      stopped("end_turn"),
      end,
    );
    expect(usages(llama).at(-1)).toEqual({ input: 23, cached: 22, output: 3 });
    const ollama = sse(
      start({ input_tokens: 5, output_tokens: 0 }),
      stopped("end_turn", { input_tokens: 23, output_tokens: 3 }),
      end,
    );
    expect(usages(ollama).at(-1)).toEqual({ input: 23, output: 3 });
    expect(usages(sse({ type: "message_start" }, { type: "message_delta" }, end))).toEqual([]);
  });

  test("with the sequence that stopped it", () => {
    expect(readAll(sse(stopped("stop_sequence", {}, "END")))).toEqual([
      { ...stop("sequence"), sequence: "END" } as StreamEvent,
    ]);
    expect(readAll(sse(stopped(null, {})))).toEqual([]);
  });

  test("with an error, of the dialect or not", () => {
    const told = { type: "error", error: { type: "overloaded_error", message: "busy" } };
    expect(readAll(sse(told))).toEqual([{ type: "error", message: "busy", code: "overloaded_error" }]);
    expect(readAll('data: {"error":{"code":500,"message":"x"}}\n\n')).toEqual([
      { type: "error", message: "x", code: "500" },
    ]);
    expect(readAll('data: {"error":"x"}\n\ndata: [DONE]\n\n')).toEqual([
      { type: "error", message: "x", code: "error" },
    ]);
  });

  test("by the name of the event, where its data has none", () => {
    expect(readAll("event: message_stop\ndata: {}\n\n")).toEqual([{ type: "end" }]);
  });

  test("or refused, where it is none", () => {
    for (const data of ["", "x", "[]", "5"])
      expect(() => anthropic.eventReader()({ event: "ping", data })).toThrow(Malformed);
  });
});

type Block = {
  type: string;
  text?: string;
  thinking?: string;
  signature?: string;
  data?: string;
  id?: string;
  name?: string;
  json?: string;
};

/** A client that takes nothing out of order: what it has put together at the end. */
function strictly(wire: string) {
  const blocks: Block[] = [];
  let state: "new" | "between" | "in" | "told" | "ended" = "new";
  let told: Record<string, unknown> = {};
  let usage: Record<string, unknown> = {};
  for (const { event, data } of frames(wire)) {
    const value = JSON.parse(data);
    expect(value.type).toBe(event);
    const now = `${state} ${event}`;
    switch (now) {
      case "new message_start":
        expect(value.message).toMatchObject({ type: "message", role: "assistant", content: [], stop_reason: null });
        expect(value.message.usage.input_tokens).toBeNumber();
        state = "between";
        break;
      case "between content_block_start":
        expect(value.index).toBe(blocks.length);
        blocks.push({ ...value.content_block });
        state = "in";
        break;
      case "in content_block_delta": {
        expect(value.index).toBe(blocks.length - 1);
        const block = blocks.at(-1)!;
        const { delta } = value;
        if (delta.type === "text_delta" && block.type === "text") block.text += delta.text;
        else if (delta.type === "thinking_delta" && block.type === "thinking") block.thinking += delta.thinking;
        else if (delta.type === "signature_delta" && block.type === "thinking") block.signature = delta.signature;
        else if (delta.type === "input_json_delta" && block.type === "tool_use")
          block.json = (block.json ?? "") + delta.partial_json;
        else throw new Error(`a ${delta.type} in a ${block.type}`);
        break;
      }
      case "in content_block_stop":
        expect(value.index).toBe(blocks.length - 1);
        state = "between";
        break;
      case "between message_delta":
        ({ delta: told, usage } = value);
        state = "told";
        break;
      case "told message_stop":
        state = "ended";
        break;
      default:
        throw new Error(now);
    }
  }
  return { blocks, state, told, usage };
}

describe("a stream is written", () => {
  test("so that a strict client reads it", () => {
    const wire = writeAll([
      begun,
      { type: "reasoning", choice: 0, text: "h" },
      { type: "reasoning", choice: 0, text: "m" },
      { type: "seal", choice: 0, signature: "c2ln" },
      { type: "reasoning", choice: 0, text: "more" },
      { type: "seal", choice: 0, sealed: "openai_QUFB" },
      { type: "seal", choice: 0, signature: "b25seQ==" },
      text("he"),
      text(""),
      text("llo"),
      first(0, '{"x"'),
      call(0, ":1}"),
      first(1, "{}"),
      stop("tool-calls"),
      { type: "usage", usage: { input: 60, output: 4, cached: 20 } },
      { type: "usage", usage: { output: 40, cacheWrite: 30 } },
      { type: "end" },
    ]);
    const { blocks, state, told, usage } = strictly(wire);
    expect(state).toBe("ended");
    expect(blocks).toMatchObject([
      { type: "thinking", thinking: "hm", signature: "c2ln" },
      { type: "thinking", thinking: "more", signature: "gateway_unsigned" },
      { type: "redacted_thinking", data: "openai_QUFB" },
      { type: "thinking", thinking: "", signature: "b25seQ==" },
      { type: "text", text: "hello" },
      { type: "tool_use", id: "t0", name: "f0", input: {}, json: '{"x":1}' } as Block,
      { type: "tool_use", id: "t1", name: "f1", input: {}, json: "{}" } as Block,
    ]);
    expect(told).toMatchObject({ stop_reason: "tool_use", stop_sequence: null });
    expect(usage).toMatchObject({
      input_tokens: 10,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 30,
      output_tokens: 40,
    });
  });

  test("at once, as long as nothing runs beside it", () => {
    const write = anthropic.eventWriter(asked);
    expect(frames(write(begun)).map(({ event }) => event)).toEqual(["message_start"]);
    expect(frames(write(text("a"))).map(({ event }) => event)).toEqual(["content_block_start", "content_block_delta"]);
    expect(frames(write(first(0, '{"x":'))).map(({ event }) => event)).toEqual([
      "content_block_stop",
      "content_block_start",
      "content_block_delta",
    ]);
    expect(write(first(1, "{"))).toBe("");
    expect(frames(write(call(0, "1}"))).map(({ event }) => event)).toEqual(["content_block_delta"]);
    expect(write(call(1, "}"))).toBe("");
    expect(frames(write(stop("tool-calls"))).at(-1)?.event).toBe("content_block_stop");
    expect(frames(write({ type: "end" })).map(({ event }) => event)).toEqual(["message_delta", "message_stop"]);
  });

  test("a second call at once, when the first is whole", () => {
    const write = anthropic.eventWriter(asked);
    for (const event of [begun, first(0, '{"x":1}')]) write(event);
    expect(frames(write(first(1, "{"))).map(({ event }) => event)).toEqual([
      "content_block_stop",
      "content_block_start",
      "content_block_delta",
    ]);
    // white space after a whole object says nothing
    expect(write(call(0, " "))).toBe("");
  });

  test("with calls beside each other and words between them, each whole in the order they began", () => {
    const wire = writeAll([
      begun,
      first(0, "{"),
      first(1, "{"),
      text("so"),
      call(0, '"x":1'),
      call(1, '"y":'),
      first(2, ""),
      call(1, "2}"),
      call(0, "}"),
      { type: "reasoning", choice: 0, text: "hm" },
      stop("stop"),
      { type: "end" },
    ]);
    const { blocks, told } = strictly(wire);
    expect(blocks.map(({ type, json, text, thinking }) => json ?? text ?? thinking ?? type)).toEqual([
      '{"x":1}',
      '{"y":2}',
      "so",
      "tool_use",
      "hm",
    ]);
    expect(told.stop_reason).toBe("tool_use");
  });

  test("with arguments that are no object, and so never known to be whole", () => {
    const { blocks } = strictly(
      writeAll([begun, first(0, "1"), first(1, "x"), call(0, "2"), stop("stop"), { type: "end" }]),
    );
    expect(blocks.map(({ json }) => json)).toEqual(['{"input":12}', '{"input":"x"}']);
  });

  test("with what the provider left out: a start, an id, a stop, any word at all", () => {
    const { blocks, told } = strictly(writeAll([call(0, "{}"), { type: "end" }]));
    expect(blocks).toMatchObject([{ type: "tool_use", id: "toolu_r1_0", name: "" }]);
    expect(told.stop_reason).toBe("tool_use");
    expect(strictly(writeAll([{ type: "end" }]))).toMatchObject({ state: "ended", told: { stop_reason: "end_turn" } });
    const head = JSON.parse(frames(writeAll([{ ...begun, id: "", model: "" }]))[0]!.data).message;
    expect(head).toMatchObject({ id: "r1", model: "asked" });
  });

  test("with a refusal as words, and the reason", () => {
    const { blocks, told } = strictly(
      writeAll([begun, { type: "refusal", choice: 0, text: "no" }, stop("stop"), { type: "end" }]),
    );
    expect(blocks).toMatchObject([{ type: "text", text: "no" }]);
    expect(told.stop_reason).toBe("refusal");
  });

  test("with the sequence that stopped it", () => {
    const { told } = strictly(
      writeAll([begun, { ...stop("sequence"), sequence: "END" } as StreamEvent, { type: "end" }]),
    );
    expect(told).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "END" });
  });

  test("of one answer only, and of nothing after the end or an error", () => {
    const wire = writeAll([
      begun,
      { ...text("b"), choice: 1 } as StreamEvent,
      text("a"),
      stop("stop"),
      { type: "end" },
      text("c"),
    ]);
    expect(strictly(wire).blocks).toMatchObject([{ type: "text", text: "a" }]);
    const failed = writeAll([
      begun,
      text("a"),
      { type: "error", message: "x", code: "overloaded_error" },
      text("b"),
      { type: "end" },
    ]);
    expect(frames(failed).at(-1)).toEqual({
      event: "error",
      data: '{"type":"error","error":{"type":"overloaded_error","message":"x"},"request_id":"r1"}',
    });
    expect(writeAll([{ type: "error", message: "x", code: "server_error" }])).toContain('"type":"api_error"');
  });
});

test("a stream that is written reads the same again, however its texts and arguments are cut", () => {
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  const args = fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }).map((value) => JSON.stringify(value));
  const piece = fc.oneof(
    fc.record({ type: fc.constant("text" as const), text: word }),
    fc.record({ type: fc.constant("reasoning" as const), text: word, signature: word }),
    fc.record({ type: fc.constant("sealed" as const), text: word }),
    fc.record({ type: fc.constant("calls" as const), list: fc.array(args, { minLength: 1, maxLength: 3 }) }),
  );
  const cut = (whole: string, at: readonly number[]): string[] => {
    const places = [...new Set(at.map((one) => one % (whole.length + 1)))].sort((a, b) => a - b);
    return [...places, whole.length].map((to, i) => whole.slice(i === 0 ? 0 : places[i - 1], to));
  };
  const cuts = fc.array(fc.nat(200), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), cuts, fc.infiniteStream(fc.nat(2)), (pieces, at, turns) => {
      const events: StreamEvent[] = [begun];
      const expected: [string, ...string[]][] = [];
      let calls = 0;
      for (const one of pieces) {
        if (one.type === "calls") {
          // side by side, a piece of one and then a piece of another
          const left = one.list.map((whole, i) => ({ n: calls + i, pieces: cut(whole, at), told: false }));
          calls += one.list.length;
          one.list.forEach((whole, i) => expected.push(["call", `t${calls - one.list.length + i}`, whole]));
          while (left.some((one) => one.pieces.length > 0)) {
            // calls begin in their order
            const ready = left.filter((one, i) => one.pieces.length > 0 && (i === 0 || left[i - 1]!.told));
            const next = ready[turns.next().value! % ready.length]!;
            const args = next.pieces.shift()!;
            events.push(next.told ? call(next.n, args) : first(next.n, args));
            next.told = true;
          }
        } else if (one.type === "sealed") {
          events.push({ type: "seal", choice: 0, sealed: one.text });
          expected.push(["sealed", one.text]);
        } else {
          for (const text of cut(one.text, at)) events.push({ type: one.type, choice: 0, text });
          if (one.type === "reasoning") events.push({ type: "seal", choice: 0, signature: one.signature });
          const last = expected.at(-1);
          if (one.type === "text" && last?.[0] === "text") last[1] += one.text;
          else expected.push(one.type === "text" ? ["text", one.text] : ["reasoning", one.text, one.signature]);
        }
      }
      const usage = { input: 6, output: 7, cached: 1, cacheWrite: 2 };
      events.push(stop("length"), { type: "usage", usage }, { type: "end" });
      const wire = writeAll(events);
      expect(strictly(wire).state).toBe("ended");
      const read = readAll(wire);
      expect(joined(read)).toEqual(expected);
      expect(read.slice(-3)).toEqual(events.slice(-3));
    }),
    { numRuns: 2_000 },
  );
});

/** What a stream said, without its cuts. */
function joined(events: readonly StreamEvent[]): [string, ...string[]][] {
  const said: [string, ...string[]][] = [];
  const calls = new Map<number, [string, ...string[]]>();
  for (const event of events) {
    const last = said.at(-1);
    if (event.type === "text") {
      if (last?.[0] === "text") last[1] += event.text;
      else said.push(["text", event.text]);
    } else if (event.type === "reasoning") {
      if (last?.[0] === "reasoning" && last.length === 2) last[1] += event.text;
      else said.push(["reasoning", event.text]);
    } else if (event.type === "seal") {
      if (event.sealed !== undefined) said.push(["sealed", event.sealed]);
      else last!.push(event.signature!);
    } else if (event.type === "tool-call") {
      const known = calls.get(event.call);
      if (known !== undefined) known[2] += event.arguments;
      else {
        const call: [string, ...string[]] = ["call", event.id!, event.arguments];
        calls.set(event.call, call);
        said.push(call);
      }
    }
  }
  return said;
}

describe("the end of a stream", () => {
  const usage = { input_tokens: 10, cache_read_input_tokens: 20, cache_creation_input_tokens: 30, output_tokens: 40 };
  const counted = { input: 60, cached: 20, cacheWrite: 30, output: 40 };
  const words = go(0, { type: "text_delta", text: 'a "stop_reason":"end_turn" and {"type":"message_stop"}' });
  test.each([
    [
      "whole",
      sse(words, close(0), stopped("end_turn", usage), end),
      { terminated: true, stopped: true, usage: counted },
    ],
    [
      "without its last event",
      sse(words, stopped("end_turn", usage)),
      { terminated: false, stopped: true, usage: counted },
    ],
    ["cut off", sse(start(usage), words), { terminated: false, stopped: false, usage: counted }],
    ["cut off, its start not in sight", sse(words), { terminated: false, stopped: false }],
    ["an error", sse(words, { type: "error", error: {} }), { terminated: false, stopped: false, failed: true }],
    [
      "an error after the end",
      sse(stopped("end_turn", usage), end, { type: "error" }),
      { terminated: false, stopped: true, usage: counted },
    ],
    ["half counted", sse(stopped("end_turn"), end), { terminated: true, stopped: true }],
    [
      "counted in two",
      sse(start({ input_tokens: 1, cache_read_input_tokens: 22, output_tokens: 0 }), stopped("end_turn"), end),
      { terminated: true, stopped: true, usage: { input: 23, cached: 22, output: 3 } },
    ],
    [
      "in mid-event",
      `:"message_start"}\n\n${sse(stopped("end_turn", usage), end)}`,
      { terminated: true, stopped: true, usage: counted },
    ],
    [
      "garbled",
      'data: {"type":"message_delta", \n\ndata: {"type":"message_stop"\n\n',
      { terminated: false, stopped: false },
    ],
    ["nothing", "", { terminated: false, stopped: false }],
  ] as [string, string, object][])("%s", (_name, tail, told) => {
    expect(anthropicMessages.readStreamEnd(tail)).toEqual(told as never);
    expect(anthropicMessages.readStreamEnd(tail.replaceAll("\n", "\r\n"))).toEqual(told as never);
  });

  test("that is missing can be written", () => {
    const wire = sse(start(), stopped("end_turn", usage)) + anthropicMessages.terminator;
    expect(anthropicMessages.readStreamEnd(wire)).toMatchObject({ terminated: true, stopped: true });
    expect(readAll(wire).at(-1)).toEqual({ type: "end" });
  });
});

test("a stream that is changed anywhere is read or refused, and nothing else happens", () => {
  const body = sse(
    start({ input_tokens: 1, output_tokens: 1 }),
    open(0, { type: "thinking", thinking: "", signature: "" }),
    go(0, { type: "signature_delta", signature: "c2ln" }),
    close(0),
    open(1, { type: "tool_use", id: "t1", name: "f", input: {} }),
    go(1, { type: "input_json_delta", partial_json: '{"x":1}' }),
    stopped("tool_use"),
    end,
  );
  const other = fc.constantFrom(
    "null",
    "{}",
    "[]",
    '"x"',
    "5",
    "-1",
    '"error"',
    '"content_block_stop"',
    "[[]]",
    "\n\n",
  );
  const parts = body.split(/("(?:[^"\\]|\\.)*"|\d+)/);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(parts.length - 1), other), { minLength: 1, maxLength: 3 }), (changes) => {
      const put = new Map(changes);
      const wire = parts.map((part, i) => put.get(i) ?? part).join("");
      expect(anthropicMessages.readStreamEnd(wire)).toBeObject();
      let events: StreamEvent[] = [];
      try {
        events = readAll(wire);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
      const told = writeAll(events.filter(({ type }) => type !== "end" && type !== "error"));
      if (told !== "") expect(strictly(told).state).not.toBe("ended");
    }),
    { numRuns: 4_000 },
  );
});
