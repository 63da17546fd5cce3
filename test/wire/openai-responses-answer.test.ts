import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Part } from "../../src/model/part.ts";
import type { GatewayResponse } from "../../src/model/response.ts";
import { type Asked, Malformed } from "../../src/wire/codec.ts";
import { openaiResponses } from "../../src/wire/openai-responses.ts";
import { asked } from "../fixture/asked.ts";

const responses = openaiResponses.chat!;

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 });
const count = fc.nat(1_000_000);
const usage = fc.record({ input: count, output: count, cached: count, cacheWrite: count, reasoning: count });
const call = fc.tuple(text, text, text, fc.boolean(), fc.boolean()).map(([id, name, args, custom, grouped]) => ({
  type: "tool-call" as const,
  id,
  name,
  arguments: args,
  ...(custom ? { custom } : {}),
  ...(grouped ? { namespace: "n" } : {}),
}));
const thought = fc
  .tuple(text, fc.constantFrom({}, { sealed: "openai_A" }, { sealed: "B" }, { signature: "C" }))
  .map(([said, seal]) => ({ type: "reasoning" as const, text: said, ...seal }));
const said = fc.record({ type: fc.constantFrom("text" as const, "refusal" as const), text });

describe("a whole answer", () => {
  test("written and read again is the same", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(said, call, thought), { maxLength: 6 }),
        fc.constantFrom("stop" as const, "length" as const, "content-filter" as const),
        fc.option(usage),
        (parts, reason, counted) => {
          const called = parts.some((part) => part.type === "tool-call");
          const stop = reason === "stop" && called ? "tool-calls" : reason;
          const zero = { input: 0, output: 0, cached: 0, cacheWrite: 0, reasoning: 0 };
          const answer: GatewayResponse = {
            id: "resp_1",
            model: "m",
            created: 12,
            choices: [{ index: 0, parts, stop }],
            ...(counted === null ? {} : { usage: counted }),
          };
          const body = responses.writeResponse(answer, asked);
          // a seal comes back with the id of the item that it stood in
          const again: unknown = JSON.parse(
            JSON.stringify(responses.readResponse(body)).replaceAll(/openai_rs_\w+:/g, "openai_"),
          );
          expect(again).toEqual({ ...answer, usage: counted ?? zero });
          expect(openaiResponses.readUsage(body)).toEqual(counted ?? zero);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  const item = { id: "x", status: "completed" };
  const cases: readonly [string, object, Partial<GatewayResponse["choices"][0]>][] = [
    [
      "of words",
      {
        output: [
          {
            ...item,
            type: "message",
            role: "assistant",
            content: [{ type: "output_text", text: "hi", annotations: [], logprobs: [] }],
          },
        ],
      },
      { parts: [{ type: "text", text: "hi" }], stop: "stop" },
    ],
    [
      "of thoughts and calls, as llama.cpp writes them",
      {
        completed_at: 5,
        output: [
          { id: "rs_1", type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "hm" }] },
          { ...item, type: "function_call", call_id: "call_1", name: "f", arguments: '{"city":""}' },
        ],
      },
      {
        parts: [
          { type: "reasoning", text: "hm" },
          { type: "tool-call", id: "call_1", name: "f", arguments: '{"city":""}' },
        ],
        stop: "tool-calls",
      },
    ],
    [
      "of a custom call",
      { output: [{ ...item, type: "custom_tool_call", call_id: "c", name: "patch", input: "p", namespace: "n" }] },
      {
        parts: [{ type: "tool-call", id: "c", name: "patch", arguments: "p", custom: true, namespace: "n" }],
        stop: "tool-calls",
      },
    ],
    [
      "of what the vendor's own tools did",
      { output: [{ ...item, type: "web_search_call" }] },
      { parts: [{ type: "other", kind: "web_search_call", value: { ...item, type: "web_search_call" } }] },
    ],
    [
      "that ran out of tokens",
      { output: [], status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      { stop: "length" },
    ],
    [
      "that was cut by a filter",
      { output: [], status: "incomplete", incomplete_details: { reason: "content_filter" } },
      { stop: "content-filter" },
    ],
    ["that was cut by something else", { output: [], status: "incomplete" }, { stop: "other" }],
  ];
  test.each(cases)("%s", (_name, body, choice) => {
    const read = responses.readResponse(JSON.stringify({ id: "resp_1", model: "m", created_at: 5.5, ...body }));
    expect(read).toMatchObject({ id: "resp_1", model: "m", created: 5 });
    expect(read.choices).toHaveLength(1);
    expect(read.choices[0]).toMatchObject(choice as object);
  });

  test("that is none, or says it failed, is an error", () => {
    const failed = JSON.stringify({ status: "failed", output: [], error: { code: "server_error", message: "boom" } });
    for (const body of ["", "<html>", "[]", "{}", `{"output":5}`, `{"output":[1]}`, failed])
      expect(() => responses.readResponse(body)).toThrow(Malformed);
    expect(() => responses.readResponse(failed)).toThrow("boom");
  });

  test("keeps log probabilities, which stand under content in the chat dialect", () => {
    const logprobs = { content: [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] }], refusal: null };
    const parts: Part[] = [{ type: "text", text: "a" }];
    const answer = {
      id: "resp_1",
      model: "m",
      created: 1,
      choices: [{ index: 0, parts, stop: "stop" as const, logprobs }],
    };
    const body = responses.writeResponse(answer, asked);
    expect(JSON.parse(body).output[0].content[0].logprobs).toEqual(logprobs.content);
    expect(responses.readResponse(body).choices[0]).toMatchObject({ logprobs });
  });

  test.each([
    [`{"usage":{"input_tokens":5,"output_tokens":2}}`, { input: 5, output: 2 }],
    [`{"usage":{"input_tokens":5}}`, { input: 5, output: 0 }],
    [`{"usage":{"input_tokens":-1,"output_tokens":1.5}}`, undefined],
    [`{"usage":{"input_tokens":"5"}}`, undefined],
    [`{"usage":null}`, undefined],
    [`{}`, undefined],
    [
      `{"usage":{"input_tokens":5,"output_tokens":2,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":1},"output_tokens_details":{"reasoning_tokens":1}}}`,
      { input: 5, output: 2, cached: 4, cacheWrite: 1, reasoning: 1 },
    ],
  ])("counts tokens in %s", (body, expected) => {
    expect(openaiResponses.readUsage(body)).toEqual(expected);
  });
});

describe("a written answer", () => {
  const parts: Part[] = [
    { type: "reasoning", text: "hm", sealed: "openai_gAAA" },
    { type: "text", text: "hi" },
    { type: "tool-call", id: "", name: "f", arguments: "{}" },
    { type: "tool-call", id: "c2", name: "patch", arguments: "p", custom: true },
  ];
  const answer: GatewayResponse = {
    id: "chatcmpl-1",
    model: "served",
    created: 0,
    choices: [
      { index: 0, parts, stop: "tool-calls" },
      { index: 1, parts: [], stop: "stop" },
    ],
    usage: { input: 7, output: 3, cached: 2 },
  };

  test("holds every item as the SDKs know it", () => {
    expect(JSON.parse(responses.writeResponse(answer, asked)).output).toEqual([
      {
        type: "reasoning",
        id: "rs_0190_0",
        status: "completed",
        summary: [{ type: "summary_text", text: "hm" }],
        encrypted_content: "gAAA",
      },
      {
        type: "message",
        id: "msg_0190_1",
        status: "completed",
        role: "assistant",
        content: [{ type: "output_text", text: "hi", annotations: [], logprobs: [] }],
      },
      {
        type: "function_call",
        id: "fc_0190_2",
        status: "completed",
        call_id: "call_0190_2",
        name: "f",
        arguments: "{}",
      },
      { type: "custom_tool_call", id: "ctc_0190_3", status: "completed", call_id: "c2", name: "patch", input: "p" },
    ]);
  });

  test("holds every field that the SDKs call required, and the request's own", () => {
    const body = JSON.stringify({
      model: "m",
      instructions: "be brief",
      input: "hi",
      max_output_tokens: 99,
      temperature: 0.5,
      tools: [{ type: "function", name: "f", parameters: {}, strict: false }, { type: "web_search" }],
      tool_choice: { type: "web_search" },
      parallel_tool_calls: false,
      reasoning: { effort: "low" },
      text: { format: { type: "json_object" } },
      metadata: { a: "b" },
      prompt_cache_key: "k",
      truncation: "auto",
    });
    const asking: Asked = { ...asked, chat: responses.readChat(body) };
    const { output: _, ...head } = JSON.parse(responses.writeResponse(answer, asking));
    expect(head).toEqual({
      id: "resp_0190",
      object: "response",
      created_at: 1_700_000_000,
      status: "completed",
      background: false,
      error: null,
      incomplete_details: null,
      instructions: "be brief",
      max_output_tokens: 99,
      model: "served",
      parallel_tool_calls: false,
      previous_response_id: null,
      prompt_cache_key: "k",
      reasoning: { effort: "low", summary: null },
      safety_identifier: null,
      service_tier: "default",
      store: true,
      temperature: 0.5,
      text: { format: { type: "json_object" }, verbosity: "medium" },
      tool_choice: { type: "web_search" },
      tools: [{ type: "function", name: "f", parameters: {}, strict: false }, { type: "web_search" }],
      top_logprobs: 0,
      top_p: 1,
      truncation: "auto",
      access_programs: null,
      metadata: { a: "b" },
      usage: {
        input_tokens: 7,
        input_tokens_details: { cached_tokens: 2, cache_write_tokens: 0 },
        output_tokens: 3,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 10,
      },
    });
  });

  test("that was cut says so, and so does its last item", () => {
    const cut = { ...answer, choices: [{ index: 0, parts: parts.slice(0, 2), stop: "length" as const }] };
    const body = JSON.parse(responses.writeResponse(cut, asked));
    expect(body).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    expect(body.output.map((one: { status: string }) => one.status)).toEqual(["completed", "incomplete"]);
  });

  test("of nothing is an answer still", () => {
    const none = { id: "", model: "", created: 0, choices: [] };
    expect(JSON.parse(responses.writeResponse(none, asked))).toMatchObject({
      id: "resp_0190",
      model: "asked",
      output: [],
      status: "completed",
    });
  });
});

describe("what one vendor sealed", () => {
  const through = (part: object) => {
    const choices = [{ index: 0, parts: [{ type: "reasoning", text: "t", ...part } as Part], stop: "stop" as const }];
    const body = JSON.parse(responses.writeResponse({ id: "", model: "", created: 0, choices }, asked));
    const [item] = body.output;
    const again = responses.readChat(JSON.stringify({ model: "m", input: [item, { role: "user", content: "go on" }] }));
    return { item, part: again.messages[0]!.parts[0] as object };
  };
  test.each([
    ["a provider of this dialect", { sealed: "openai_gAAA" }, "gAAA"],
    ["another", { sealed: "data" }, "gateway_sealed_data"],
    ["a signature", { signature: "sig" }, "gateway_signature_sig"],
    ["nothing", {}, "gateway_unsealed"],
  ])("comes back from the client as it was: %s", (_whose, seal, written) => {
    const { item, part } = through(seal);
    expect(item.encrypted_content).toBe(written);
    expect(part).toEqual({ type: "reasoning", text: "t", ...seal });
  });
});

describe("errors", () => {
  const error = { status: 400, code: "blocked-by-policy", message: "no. Receipt R", param: "input[0]" };

  test("have OpenAI's shape, a refusal too", () => {
    expect(JSON.parse(openaiResponses.writeError(error))).toEqual({
      error: { message: error.message, type: "invalid_request_error", param: "input[0]", code: "blocked-by-policy" },
    });
    expect(openaiResponses.refusal).toBe(400);
    expect(openaiResponses.readError(`{"error":{"message":"boom"}}`)).toBe("boom");
    expect(openaiResponses.readError("<html>")).toBeUndefined();
  });

  test.each([
    [502, "server_error"],
    [429, "rate_limit_exceeded"],
    [400, "invalid_prompt"],
    [451, "invalid_prompt"],
  ])("of status %i end a stream as a failed answer, with %s", (status, code) => {
    const frames = openaiResponses
      .writeStreamError({ ...error, status })
      .trimEnd()
      .split("\n\n");
    expect(frames.map((frame) => frame.split("\n")[0])).toEqual(["event: error", "event: response.failed"]);
    const failed = JSON.parse(frames[1]!.split("\ndata: ")[1]!);
    expect(failed).toMatchObject({
      type: "response.failed",
      response: { object: "response", status: "failed", output: [], error: { code, message: error.message } },
    });
    expect(JSON.parse(frames[0]!.split("\ndata: ")[1]!)).toMatchObject({ type: "error", message: error.message });
  });
});

test("whatever is changed in an answer, it is read or refused", () => {
  const body = {
    id: "resp_1",
    model: "m",
    created_at: 1,
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
    error: null,
    output: [
      { type: "reasoning", summary: [{ type: "summary_text", text: "a" }], content: [{ text: "b" }] },
      {
        type: "message",
        content: [
          { type: "output_text", text: "a", logprobs: [{}] },
          { type: "refusal", refusal: "" },
        ],
      },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}", namespace: "n" },
      { type: "custom_tool_call", call_id: "c", name: "f", input: "{}" },
    ],
    usage: { input_tokens: 1, input_tokens_details: { cached_tokens: 1 }, output_tokens: 2, output_tokens_details: {} },
  };
  const places: (readonly (string | number)[])[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) places.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, held] of Object.entries(value)) visit(held, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  visit(body, []);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
      const copy = structuredClone(body);
      const holder = path.slice(0, -1).reduce<unknown>((held, step) => (held as Record<string, unknown>)[step], copy);
      (holder as Record<string, unknown>)[path.at(-1)!] = value;
      try {
        const { choices } = responses.readResponse(JSON.stringify(copy));
        for (const part of choices[0]!.parts) if ("text" in part) expect(part.text).toBeString();
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }),
    { numRuns: 3_000 },
  );
});
