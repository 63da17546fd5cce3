import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Part } from "../../src/model/part.ts";
import type { Choice, GatewayResponse, StopReason } from "../../src/model/response.ts";
import { anthropicCountTokens } from "../../src/wire/anthropic-count-tokens.ts";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { type Asked, Malformed } from "../../src/wire/codec.ts";

const anthropic = anthropicMessages.chat!;
const asked: Asked = {
  chat: { stream: false, messages: [], tools: [], options: {}, rest: {} },
  model: "asked",
  at: 1_700_000_000,
  id: "r1",
};
const answer = (content: unknown, more: object = {}) =>
  anthropic.readResponse(JSON.stringify({ id: "msg_1", type: "message", model: "m", content, ...more }));
const written = (parts: readonly Part[], more: Partial<Choice> = {}, rest: Partial<GatewayResponse> = {}) =>
  JSON.parse(
    anthropic.writeResponse(
      { id: "msg_1", model: "m", created: 0, choices: [{ index: 0, parts, stop: "stop", ...more }], ...rest },
      asked,
    ),
  );
const words: Part = { type: "text", text: "hi" };
const call: Part = { type: "tool-call", id: "t1", name: "f", arguments: '{"x":1}' };

describe("an answer is read", () => {
  test("with everything in it", () => {
    const content = [
      { type: "thinking", thinking: "hm", signature: "c2ln" },
      { type: "redacted_thinking", data: "QUFB" },
      { type: "text", text: "hi", citations: null },
      { type: "text", text: "" },
      { type: "server_tool_use", id: "s", name: "web_search", input: {} },
      { type: "tool_use", id: "t1", name: "f", input: { x: 1 }, caller: { type: "direct" } },
    ];
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 30,
      output_tokens: 40,
      output_tokens_details: { thinking_tokens: 5 },
    };
    expect(answer(content, { stop_reason: "tool_use", stop_sequence: null, usage })).toEqual({
      id: "msg_1",
      model: "m",
      created: 0,
      choices: [
        {
          index: 0,
          parts: [
            { type: "reasoning", text: "hm", signature: "c2ln" },
            { type: "reasoning", text: "", sealed: "QUFB" },
            words,
            { type: "other", kind: "server_tool_use", value: content[4] },
            call,
          ],
          stop: "tool-calls",
        },
      ],
      usage: { input: 60, output: 40, cached: 20, cacheWrite: 30, reasoning: 5 },
    });
  });

  test.each([
    ["end_turn", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["stop_sequence", "sequence"],
    ["tool_use", "tool-calls"],
    ["pause_turn", "pause"],
    ["refusal", "content-filter"],
    ["constructor", "other"],
    [null, "other"],
  ])("that stopped for %p as %p", (stop_reason, stop) => {
    expect(answer([], { stop_reason }).choices[0]!.stop).toBe(stop as StopReason);
  });

  test("with the sequence that stopped it", () => {
    expect(answer([], { stop_reason: "stop_sequence", stop_sequence: "END" }).choices[0]).toMatchObject({
      stop: "sequence",
      sequence: "END",
    });
  });

  test("with every digit of a long number", () => {
    const body = '{"id":"a","content":[{"type":"tool_use","id":"t","name":"f","input":{"id":1234567890123456789}}]}';
    expect(anthropic.readResponse(body).choices[0]!.parts).toMatchObject([{ arguments: '{"id":1234567890123456789}' }]);
  });

  test("or refused, where it is none", () => {
    for (const body of [
      "",
      "[]",
      "null",
      "{}",
      '{"content":{}}',
      '{"type":"error","error":{"message":"x"}}',
      '{"content":[5]}',
    ])
      expect(() => anthropic.readResponse(body)).toThrow(Malformed);
  });
});

describe("an answer is written", () => {
  test("with everything in it", () => {
    const parts: Part[] = [
      { type: "reasoning", text: "hm", signature: "c2ln" },
      { type: "reasoning", text: "unsigned" },
      { type: "reasoning", text: "", sealed: "openai_QUFB" },
      { type: "text", text: "" },
      words,
      { type: "other", kind: "x", value: {} },
      call,
    ];
    const usage = { input: 60, output: 40, cached: 20, cacheWrite: 30, reasoning: 5 };
    expect(written(parts, { stop: "tool-calls" }, { usage })).toEqual({
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [
        { type: "thinking", thinking: "hm", signature: "c2ln" },
        { type: "thinking", thinking: "unsigned", signature: "gateway_unsigned" },
        { type: "redacted_thinking", data: "openai_QUFB" },
        { type: "text", text: "hi", citations: null },
        { type: "tool_use", id: "t1", name: "f", input: { x: 1 }, caller: { type: "direct" } },
      ],
      stop_reason: "tool_use",
      stop_sequence: null,
      stop_details: null,
      container: null,
      diagnostics: null,
      usage: {
        input_tokens: 10,
        cache_creation: null,
        cache_creation_input_tokens: 30,
        cache_read_input_tokens: 20,
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 5 },
        server_tool_use: null,
        inference_geo: null,
        service_tier: null,
        speed: null,
      },
    });
  });

  test.each([
    [[words], "stop", "end_turn"],
    [[words], "length", "max_tokens"],
    [[words], "sequence", "stop_sequence"],
    [[words], "pause", "pause_turn"],
    [[words], "content-filter", "refusal"],
    [[words], "other", "end_turn"],
    [[call], "tool-calls", "tool_use"],
    [[call], "stop", "tool_use"],
    [[call], "length", "max_tokens"],
    [[words], "tool-calls", "end_turn"],
    [[{ type: "refusal", text: "no" }], "stop", "refusal"],
  ] as [Part[], StopReason, string][])("of %j that stopped by %p as %p", (parts, stop, reason) => {
    expect(written(parts, { stop }).stop_reason).toBe(reason);
  });

  test("with what the provider left out", () => {
    const bare = written([{ ...call, id: "" }], { stop: "sequence", sequence: "END" }, { id: "", model: "" });
    expect(bare).toMatchObject({ id: "r1", model: "asked", stop_sequence: "END" });
    expect(bare.content[0].id).toMatch(/^toolu_r1_\d$/);
    expect(bare.usage).toMatchObject({ input_tokens: 0, output_tokens: 0 });
    const none = JSON.parse(anthropic.writeResponse({ id: "", model: "", created: 0, choices: [] }, asked));
    expect(none).toMatchObject({ content: [], stop_reason: "end_turn" });
  });

  test("with counts that never fall below nothing", () => {
    expect(written([], {}, { usage: { input: 5, output: 1, cached: 9 } }).usage.input_tokens).toBe(0);
  });

  test("and reads the same again", () => {
    const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    const part = fc.oneof(
      fc.record({ type: fc.constant("text" as const), text: word }),
      fc.record({ type: fc.constant("reasoning" as const), text: word, signature: word }),
      fc.record({ type: fc.constant("reasoning" as const), text: word }),
      fc.record({ type: fc.constant("reasoning" as const), text: fc.constant(""), sealed: word }),
      fc.record({
        type: fc.constant("tool-call" as const),
        id: fc.stringMatching(/^[\w-]{1,20}$/),
        name: word,
        arguments: fc
          .dictionary(word, fc.jsonValue({ maxDepth: 2 }))
          .map((value) => JSON.stringify(JSON.parse(JSON.stringify(value)))),
      }),
    );
    const counts = fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), fc.option(fc.nat(1_000)));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 5 }),
        fc.constantFrom("stop", "length", "sequence", "pause", "content-filter") as fc.Arbitrary<StopReason>,
        counts,
        (parts, stop, [rest, cached, cacheWrite, output, reasoning]) => {
          const called = parts.some((one) => one.type === "tool-call");
          const response: GatewayResponse = {
            id: "msg_1",
            model: "m",
            created: 0,
            choices: [
              {
                index: 0,
                parts,
                stop: called && stop === "stop" ? "tool-calls" : stop,
                ...(stop === "sequence" ? { sequence: "END" } : {}),
              },
            ],
            usage: {
              input: rest + cached + cacheWrite,
              output,
              cached,
              cacheWrite,
              ...(reasoning === null ? {} : { reasoning }),
            },
          };
          expect(anthropic.readResponse(anthropic.writeResponse(response, asked))).toEqual(response);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("tokens", () => {
  test.each([
    [
      { input_tokens: 1, output_tokens: 6, cache_read_input_tokens: 22 },
      { input: 23, output: 6, cached: 22 },
    ],
    [
      { input_tokens: 1, output_tokens: 6, cache_read_input_tokens: null, output_tokens_details: null },
      { input: 1, output: 6 },
    ],
    [{ output_tokens: 6 }, { input: 0, output: 6 }],
    [{ input_tokens: -1, output_tokens: "6" }, undefined],
    [{}, undefined],
    [null, undefined],
  ])("of %j", (usage, told) => {
    expect(anthropicMessages.readUsage(JSON.stringify({ usage }))).toEqual(told as never);
  });

  test("that were only counted are not used", () => {
    expect(anthropicCountTokens.readUsage('{"input_tokens":23}')).toBeUndefined();
    for (const codec of [anthropicMessages, anthropicCountTokens])
      expect(() => codec.readUsage("<html>")).toThrow(Malformed);
    expect(anthropicCountTokens.chat).toBeUndefined();
    expect(anthropicCountTokens.readStreamEnd("data: x\n\n")).toEqual({ terminated: false, stopped: false });
    expect(anthropicCountTokens).toMatchObject({
      dialect: "anthropic-count-tokens",
      path: "/v1/messages/count_tokens",
      lists: anthropicMessages.lists,
      refusal: 451,
    });
  });
});

describe("errors", () => {
  test.each([
    [400, "invalid_request_error"],
    [401, "authentication_error"],
    [402, "billing_error"],
    [403, "permission_error"],
    [404, "not_found_error"],
    [409, "invalid_request_error"],
    [413, "request_too_large"],
    [429, "rate_limit_error"],
    [451, "permission_error"],
    [500, "api_error"],
    [502, "api_error"],
    [503, "overloaded_error"],
    [504, "timeout_error"],
    [529, "overloaded_error"],
  ])("%p is a %s", (status, type) => {
    const error = { status, code: "c", message: "told", receipt: "r1" };
    const body = { type: "error", error: { type, message: "told" }, request_id: "r1" };
    expect(JSON.parse(anthropicMessages.writeError(error))).toEqual(body);
    expect(anthropicMessages.writeStreamError(error)).toBe(`event: error\ndata: ${JSON.stringify(body)}\n\n`);
  });

  test("the field that is wrong is named in the message", () => {
    const error = { status: 400, code: "c", message: "It is empty", param: "messages[0]" };
    expect(JSON.parse(anthropicMessages.writeError(error)).error.message).toBe("messages[0]: It is empty");
  });

  test.each([
    ['{"type":"error","error":{"type":"not_found_error","message":"no model"},"request_id":"req_1"}', "no model"],
    ['{"error":{"code":400,"message":"too long","type":"exceed_context_size_error"}}', "too long"],
    ['{"error":"Unauthorized"}', "Unauthorized"],
    ["404 page not found", undefined],
  ])("%s says %p", (body, told) => {
    expect(anthropicMessages.readError(body)).toBe(told as string);
  });
});

test("an answer that is changed anywhere is read or refused, and nothing else happens", () => {
  const plain = JSON.stringify({
    id: "msg_1",
    model: "m",
    content: [
      { type: "thinking", thinking: "hm", signature: "c2ln" },
      { type: "text", text: "hi" },
      { type: "tool_use", id: "t", name: "f", input: { x: 777 } },
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 1, output_tokens: 2 },
  });
  const body = plain.replace("777", "12345678901234567890");
  const other = fc.constantFrom("null", "{}", "[]", '"x"', "5", "true", '{"type":"image"}', "[[]]", '"__proto__"');
  const parts = body.split(/("(?:[^"\\]|\\.)*"|\d+)/);
  fc.assert(
    fc.property(fc.nat(parts.length - 1), other, fc.nat(body.length), (at, put, cut) => {
      const swapped = parts.map((part, i) => (i === at ? put : part)).join("");
      for (const one of [swapped, body.slice(0, cut) + put + body.slice(cut)])
        for (const run of [anthropic.readResponse, anthropicMessages.readUsage]) {
          try {
            run(one);
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
        }
    }),
    { numRuns: 3_000 },
  );
});
