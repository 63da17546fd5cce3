import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Chat, Tool } from "../../src/model/chat.ts";
import type { Message, Part } from "../../src/model/part.ts";
import type { StreamEvent } from "../../src/model/response.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { openaiResponses } from "../../src/wire/openai-responses.ts";
import { restoreEvents, restoreParts, withPlainTools } from "../../src/wire/tool-names.ts";
import { reading } from "../fixture/reading.ts";

const responses = openaiResponses.chat!;
const hi: Message = { role: "user", parts: [{ type: "text", text: "hi" }] };
const plain: Chat = { stream: false, messages: [hi], tools: [], options: {}, rest: {} };
const written = (chat: Partial<Chat>) => JSON.parse(responses.writeChat({ ...plain, ...chat }, "m"));
const said = (role: "user" | "system", text: string): Message => ({ role, parts: [{ type: "text", text }] });

describe("a chat becomes a body", () => {
  test("of the plainest kind, kept nowhere", () => {
    expect(written({})).toEqual({
      model: "m",
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }],
      store: false,
    });
  });

  test("with the system's first words as instructions, and its later ones in their place", () => {
    const body = written({ messages: [said("system", "be brief"), hi, said("system", "and kind")] });
    expect(body.instructions).toBe("be brief");
    expect(body.input.map((item: { role: string }) => item.role)).toEqual(["user", "system"]);
    const blocks: Message = { role: "system", parts: [...said("system", "a").parts, ...said("system", "b").parts] };
    expect(written({ messages: [blocks, hi] }).instructions).toBeUndefined();
    expect(written({ messages: [blocks, hi] }).input[0].content).toHaveLength(2);
    expect(written({ messages: [said("system", "alone")] })).not.toHaveProperty("instructions");
  });

  test("with calls, results, pictures and errors in their order", () => {
    const parts: Part[] = [
      { type: "text", text: "a" },
      { type: "tool-call", id: "c1", name: "f", arguments: '{"x":1}' },
      { type: "tool-call", id: "c2", name: "patch", arguments: "*** Begin", custom: true },
      { type: "text", text: "b" },
      { type: "refusal", text: "no" },
    ];
    const results: Message[] = [
      {
        role: "tool",
        parts: [
          { type: "tool-result", id: "c1", parts: [{ type: "text", text: "broke" }], isError: true },
          {
            type: "tool-result",
            id: "c2",
            parts: [
              { type: "text", text: "see" },
              { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
            ],
          },
        ],
      },
    ];
    expect(written({ messages: [hi, { role: "assistant", parts }, ...results] }).input.slice(1)).toEqual([
      { type: "message", role: "assistant", content: "a" },
      { type: "function_call", call_id: "c1", name: "f", arguments: '{"x":1}' },
      { type: "custom_tool_call", call_id: "c2", name: "patch", input: "*** Begin" },
      { type: "message", role: "assistant", content: "b" },
      {
        type: "message",
        id: "msg_1",
        role: "assistant",
        status: "completed",
        content: [{ type: "refusal", refusal: "no" }],
      },
      { type: "function_call_output", call_id: "c1", output: "Error: broke" },
      {
        type: "custom_tool_call_output",
        call_id: "c2",
        output: [
          { type: "input_text", text: "see" },
          { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "auto" },
        ],
      },
    ]);
  });

  test.each([
    [[], true, "Error"],
    [[], false, ""],
    [[{ type: "text", text: "error: no" }], true, "error: no"],
    [
      [{ type: "document", source: { kind: "text", text: "t" } }],
      true,
      [
        { type: "input_text", text: "Error:" },
        { type: "input_text", text: "t" },
      ],
    ],
  ] as [Part[], boolean, unknown][])("with a result of %j, an error: %p", (parts, isError, output) => {
    const message: Message = { role: "tool", parts: [{ type: "tool-result", id: "c", parts, isError }] };
    expect(written({ messages: [hi, message] }).input[1].output).toEqual(output);
  });

  test("with functions that are strict only when they say so", () => {
    const tools: Tool[] = [
      { kind: "function", name: "f" },
      { kind: "function", name: "g", strict: true, parameters: { type: "object" }, description: "d" },
    ];
    expect(written({ tools }).tools).toEqual([
      { type: "function", name: "f", parameters: { type: "object", properties: {} }, strict: false },
      { type: "function", name: "g", description: "d", parameters: { type: "object" }, strict: true },
    ]);
  });

  test("with a chosen tool of either kind", () => {
    const tools: Tool[] = [
      { kind: "function", name: "f" },
      { kind: "custom", name: "g" },
    ];
    const choice = (name: string) => written({ tools, options: { toolChoice: { kind: "tool", name } } }).tool_choice;
    expect([choice("f"), choice("g")]).toEqual([
      { type: "function", name: "f" },
      { type: "custom", name: "g" },
    ]);
  });

  test("that asks for sealed reasoning where it asks for reasoning", () => {
    expect(written({ options: { reasoning: { effort: "high" } } }).include).toEqual(["reasoning.encrypted_content"]);
    expect(written({ options: { reasoning: { budget: 9_000 } } }).reasoning).toEqual({ effort: "medium" });
    expect(written({ options: { reasoning: { effort: "none" } } })).not.toHaveProperty("include");
    expect(written({ options: { reasoning: { budget: 0 } } })).not.toHaveProperty("include");
    expect(written({ options: { logprobs: 2 } })).toMatchObject({
      include: ["message.output_text.logprobs"],
      top_logprobs: 2,
    });
  });

  test("within the vendor's limits", () => {
    expect(written({ options: { maxTokens: 1 } }).max_output_tokens).toBe(16);
    expect(written({ options: { maxTokens: 100 } }).max_output_tokens).toBe(100);
    expect(written({ options: { user: "u" } }).safety_identifier).toBe("u");
    expect(written({ options: { user: "u".repeat(65) } })).not.toHaveProperty("safety_identifier");
  });

  test("with the reasoning that a provider of this dialect sealed, and no other's", () => {
    const thought = (seal: object): Message[] => [
      hi,
      { role: "assistant", parts: [{ type: "reasoning", text: "t", ...seal }] },
    ];
    expect(written({ messages: thought({ sealed: "openai_rs_1:gAAA" }) }).input[1]).toEqual({
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "t" }],
      encrypted_content: "gAAA",
    });
    expect(written({ messages: thought({ sealed: "openai_gAAA" }) }).input[1]).toEqual({
      type: "reasoning",
      summary: [{ type: "summary_text", text: "t" }],
      encrypted_content: "gAAA",
    });
    for (const seal of [{}, { signature: "s" }, { sealed: "another's" }])
      expect(written({ messages: thought(seal) }).input).toHaveLength(1);
  });
});

test("a chat written and read again is the same, in all that the dialect can say", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  const id = fc.stringMatching(/^[a-z]{1,8}$/);
  const maybe = <T>(key: string, value: fc.Arbitrary<T>) =>
    fc.option(value).map((one) => (one === null ? {} : { [key]: one }));
  const words = fc.record({ type: fc.constant("text" as const), text });
  const image = fc.tuple(fc.constantFrom("auto", "low", "high"), fc.boolean()).map(([detail, url]) => ({
    type: "image" as const,
    source: url
      ? { kind: "url" as const, url: "https://x.test/a" }
      : { kind: "base64" as const, mediaType: "image/png", data: "AAAA" },
    detail,
  }));
  const file = text.map((name) => ({
    type: "document" as const,
    source: { kind: "base64" as const, mediaType: "application/pdf", data: "AAAA" },
    name,
  }));
  const shown = fc.array(fc.oneof(words, image, file), { minLength: 1, maxLength: 3 });
  const call = fc
    .tuple(id, id, text, fc.boolean(), maybe("namespace", id))
    .map(([callId, name, args, custom, more]) => ({
      type: "tool-call" as const,
      id: callId,
      name,
      arguments: args,
      ...(custom ? { custom } : {}),
      ...more,
    }));
  const refusal = fc.record({ type: fc.constant("refusal" as const), text });
  const thought = text.map((one) => ({ type: "reasoning" as const, text: one, sealed: `openai_${"A".repeat(8)}` }));
  const result = fc
    .tuple(id, shown)
    .map(([callId, parts]) => ({ type: "tool-result" as const, id: `${callId}_`, parts }));
  const turn = fc.oneof(
    fc.record({ role: fc.constantFrom("user" as const, "system" as const), parts: shown }),
    fc.record({ role: fc.constant("tool" as const), parts: result.map((one) => [one]) }),
  );
  const answer = fc.record({
    role: fc.constant("assistant" as const),
    parts: fc.array(fc.oneof(words, refusal, call, thought), { minLength: 1, maxLength: 5 }),
  });
  const tool = fc.oneof(
    fc.tuple(id, text, fc.boolean()).map(([name, description, strict]) => ({
      kind: "function" as const,
      name,
      description,
      strict,
      parameters: { type: "object" },
    })),
    fc.tuple(id, text).map(([name, description]) => ({ kind: "custom" as const, name, description })),
    fc.tuple(id, text).map(([name, about]) => ({
      kind: "function" as const,
      name,
      namespace: "group",
      namespaceDescription: about,
      strict: false,
      parameters: {},
    })),
  );
  const options = fc
    .tuple(
      maybe("maxTokens", fc.integer({ min: 16, max: 9_999 })),
      maybe("temperature", fc.constantFrom(0, 0.5, 2)),
      maybe("topP", fc.constantFrom(0.1, 1)),
      maybe("logprobs", fc.nat(20)),
      maybe(
        "format",
        fc.constantFrom<unknown>({ kind: "json" }, { kind: "schema", name: "n", schema: {}, strict: true }),
      ),
      maybe("toolChoice", fc.constantFrom<unknown>({ kind: "auto" }, { kind: "tool", name: "f" })),
      maybe("parallelTools", fc.boolean()),
      maybe("reasoning", fc.constantFrom({ effort: "low" }, { effort: "high", summary: "auto" })),
      maybe("verbosity", fc.constantFrom("low", "high")),
      maybe("user", id),
      maybe("metadata", fc.dictionary(id, id, { noNullPrototype: true })),
      maybe("serviceTier", fc.constantFrom("flex")),
      maybe("cacheKey", id),
      fc.boolean().map((store) => ({ store })),
    )
    .map((all) => Object.assign({}, ...all) as Chat["options"]);
  const messages = fc
    .array(fc.tuple(turn, fc.option(answer)), { minLength: 1, maxLength: 4 })
    .map((turns) => turns.flatMap(([one, other]) => (other === null ? [one] : [one, other])) as Message[]);
  fc.assert(
    fc.property(
      messages,
      fc.uniqueArray(tool, { maxLength: 3, selector: (one) => ("namespace" in one ? "group" : one.name) }),
      options,
      fc.boolean(),
      (turns, tools, chosen, stream) => {
        const chat: Chat = { stream, messages: turns, tools, options: chosen, rest: {} };
        const body = responses.writeChat(chat, "other");
        expect(reading(openaiResponses, body)).toMatchObject({ model: "other", stream });
        const { rest, ...again } = responses.readChat(body);
        const { rest: _, ...first } = chat;
        expect(again).toEqual(first as typeof again);
        expect(Object.keys(rest)).toEqual(chosen.reasoning === undefined ? [] : ["include"]);
      },
    ),
    { numRuns: 1_500 },
  );
}, 60_000);

describe("tools in a namespace, told to others and back", () => {
  const tools: Tool[] = [
    { kind: "function", name: "health", namespace: "mcp__x", namespaceDescription: "all of x", description: "d" },
    { kind: "custom", name: "patch", namespace: "mcp__x" },
    { kind: "function", name: "plain" },
  ];
  const chat: Chat = { ...plain, tools, options: { toolChoice: { kind: "tool", name: "health" } } };

  test("stand by their full names, and the namespace's description is not lost", () => {
    const told = withPlainTools(chat);
    const names = ["mcp__x__health", "mcp__x__patch", "plain"];
    expect(told.tools.map((tool) => tool.kind === "function" && tool.name)).toEqual(names);
    expect(told.tools[0]).toMatchObject({ description: "d\n\nAbout all of mcp__x: all of x" });
    expect(told.options.toolChoice).toEqual({ kind: "tool", name: "mcp__x__health" });
    const body = JSON.parse(openaiChat.chat!.writeChat(told, "m"));
    expect(body.tools[0].function).not.toHaveProperty("namespace");
  });

  test("and are called by their own", () => {
    const call = (name: string, text: string) => ({ type: "tool-call" as const, id: "c", name, arguments: text });
    expect(
      restoreParts([call("mcp__x__health", "{}"), call("mcp__x__patch", '{"input":"p"}'), call("plain", "{}")], chat),
    ).toEqual([
      { ...call("health", "{}"), namespace: "mcp__x" },
      { ...call("patch", "p"), namespace: "mcp__x", custom: true },
      call("plain", "{}"),
    ]);
    const restore = restoreEvents(chat);
    const event: StreamEvent = { ...call("mcp__x__health", ""), choice: 0, call: 0 };
    expect(restore(event)).toEqual([{ ...event, name: "health", namespace: "mcp__x" }]);
  });
});
