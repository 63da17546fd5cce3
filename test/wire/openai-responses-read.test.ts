import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Malformed } from "../../src/wire/codec.ts";
import { lossesOf } from "../../src/wire/losses.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { openaiResponses } from "../../src/wire/openai-responses.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const responses = openaiResponses.chat!;
const read = (body: unknown) => reading(openaiResponses, JSON.stringify(body));
const chatOf = (body: object) => responses.readChat(JSON.stringify({ model: "m", input: "hi", ...body }));
const textsOf = (body: unknown) => slotsOf(openaiResponses, JSON.stringify(body)).map((slot) => slot.text);
const user = { role: "user", content: "hi" };
const call = { type: "function_call", id: "fc_1", call_id: "c1", name: "f", arguments: '{"x":1}', status: "completed" };
const result = { type: "function_call_output", id: "fco_1", call_id: "c1", output: "42" };
const hi = { type: "text", text: "hi" };

describe("items become messages of typed parts", () => {
  const cases: readonly [string, unknown, { role: string; parts: unknown[] }[]][] = [
    ["a text alone", "hi", [{ role: "user", parts: [hi] }]],
    ["an empty text", "", [{ role: "user", parts: [] }]],
    ["a message without a type", [user], [{ role: "user", parts: [hi] }]],
    ["a message with one", [{ type: "message", id: "msg_1", ...user }], [{ role: "user", parts: [hi] }]],
    ["a message without content", [{ role: "user", content: null }], [{ role: "user", parts: [] }]],
    [
      "developer and system",
      [
        { role: "developer", content: [{ type: "input_text", text: "hi" }] },
        { role: "system", content: "hi" },
      ],
      [
        { role: "system", parts: [hi] },
        { role: "system", parts: [hi] },
      ],
    ],
    [
      "what the assistant said, and would not say",
      [
        {
          role: "assistant",
          content: [
            { type: "output_text", text: "hi", annotations: [], logprobs: [] },
            { type: "refusal", refusal: "no" },
          ],
        },
      ],
      [{ role: "assistant", parts: [hi, { type: "refusal", text: "no" }] }],
    ],
    [
      "pictures by address, in the request and by id",
      [
        {
          role: "user",
          content: [
            { type: "input_image", image_url: "https://x.test/a.png", detail: "low" },
            { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "auto" },
            { type: "input_image", file_id: "file_1" },
          ],
        },
      ],
      [
        {
          role: "user",
          parts: [
            { type: "image", source: { kind: "url", url: "https://x.test/a.png" }, detail: "low" },
            { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" }, detail: "auto" },
            { type: "image", source: { kind: "file", id: "file_1" } },
          ],
        },
      ],
    ],
    [
      "files by address, in the request, bare and by id",
      [
        {
          role: "user",
          content: [
            { type: "input_file", file_url: "https://x.test/a.pdf" },
            { type: "input_file", file_data: "data:application/pdf;base64,AAAA", filename: "a.pdf" },
            { type: "input_file", file_data: "AAAA" },
            { type: "input_file", file_id: "file_1", filename: "b" },
            { type: "input_file" },
          ],
        },
      ],
      [
        {
          role: "user",
          parts: [
            { type: "document", source: { kind: "url", url: "https://x.test/a.pdf" } },
            {
              type: "document",
              source: { kind: "base64", mediaType: "application/pdf", data: "AAAA" },
              name: "a.pdf",
            },
            { type: "document", source: { kind: "base64", mediaType: "application/pdf", data: "AAAA" } },
            { type: "document", source: { kind: "file", id: "file_1" }, name: "b" },
            { type: "other", kind: "input_file", value: { type: "input_file" } },
          ],
        },
      ],
    ],
    [
      "a sound",
      [{ role: "user", content: [{ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }] }],
      [
        {
          role: "user",
          parts: [
            {
              type: "other",
              kind: "input_audio",
              value: { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
            },
          ],
        },
      ],
    ],
    [
      "a place to cache up to",
      [{ role: "user", content: [{ type: "input_text", text: "hi", prompt_cache_breakpoint: { mode: "explicit" } }] }],
      [{ role: "user", parts: [{ ...hi, cache: { type: "ephemeral" } }] }],
    ],
    [
      "a turn of thought, words and calls, and its results",
      [
        user,
        { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "why" }], encrypted_content: "gAAA" },
        { type: "message", id: "msg_1", role: "assistant", content: [{ type: "output_text", text: "hi" }] },
        call,
        { ...call, call_id: "c2", namespace: "mcp__x" },
        result,
        { ...result, call_id: "c2", output: [{ type: "input_text", text: "43" }] },
        { role: "assistant", content: "done" },
      ],
      [
        { role: "user", parts: [hi] },
        {
          role: "assistant",
          parts: [
            { type: "reasoning", text: "why", sealed: "openai_gAAA" },
            hi,
            { type: "tool-call", id: "c1", name: "f", arguments: '{"x":1}' },
            { type: "tool-call", id: "c2", name: "f", arguments: '{"x":1}', namespace: "mcp__x" },
          ],
        },
        { role: "tool", parts: [{ type: "tool-result", id: "c1", parts: [{ type: "text", text: "42" }] }] },
        { role: "tool", parts: [{ type: "tool-result", id: "c2", parts: [{ type: "text", text: "43" }] }] },
        { role: "assistant", parts: [{ type: "text", text: "done" }] },
      ],
    ],
    [
      "a call with free text, and its result",
      [
        { type: "custom_tool_call", call_id: "c1", name: "patch", input: "*** Begin" },
        { type: "custom_tool_call_output", call_id: "c1", output: "ok" },
      ],
      [
        {
          role: "assistant",
          parts: [{ type: "tool-call", id: "c1", name: "patch", arguments: "*** Begin", custom: true }],
        },
        {
          role: "tool",
          parts: [{ type: "tool-result", id: "c1", parts: [{ type: "text", text: "ok" }], custom: true }],
        },
      ],
    ],
    [
      "arguments that are no text, and a call that has only its item's id",
      [{ type: "function_call", id: "fc_9", name: "f", arguments: { x: 1 } }],
      [{ role: "assistant", parts: [{ type: "tool-call", id: "fc_9", name: "f", arguments: '{"x":1}' }] }],
    ],
    [
      "a result with a picture and a file",
      [
        {
          ...result,
          output: [
            { type: "input_text", text: "42" },
            { type: "input_image", image_url: "data:image/png;base64,AAAA" },
            { type: "input_file", file_data: "data:text/csv;base64,AAAA", filename: "a.csv" },
          ],
        },
      ],
      [
        {
          role: "tool",
          parts: [
            {
              type: "tool-result",
              id: "c1",
              parts: [
                { type: "text", text: "42" },
                { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
                {
                  type: "document",
                  source: { kind: "base64", mediaType: "text/csv", data: "AAAA" },
                  name: "a.csv",
                },
              ],
            },
          ],
        },
      ],
    ],
    [
      "thoughts told in full, in paragraphs, sealed only, and none",
      [
        {
          type: "reasoning",
          summary: [{ type: "summary_text", text: "a" }],
          content: [{ type: "reasoning_text", text: "b" }],
        },
        {
          type: "reasoning",
          summary: [
            { type: "summary_text", text: "c" },
            { type: "summary_text", text: "d" },
          ],
        },
        { type: "reasoning", summary: [], encrypted_content: "gateway_signature_Sig=" },
        { type: "reasoning", summary: [], encrypted_content: "gateway_sealed_Data=" },
        { type: "reasoning", summary: [], encrypted_content: null },
      ],
      [
        {
          role: "assistant",
          parts: [
            { type: "reasoning", text: "b" },
            { type: "reasoning", text: "c\n\nd" },
            { type: "reasoning", text: "", signature: "Sig=" },
            { type: "reasoning", text: "", sealed: "Data=" },
          ],
        },
      ],
    ],
    [
      "what the vendor's own tools did, and references",
      [
        { type: "web_search_call", id: "ws_1", status: "completed" },
        { type: "item_reference", id: "msg_1" },
        { id: "msg_2" },
      ],
      [
        {
          role: "assistant",
          parts: [
            {
              type: "other",
              kind: "web_search_call",
              value: { type: "web_search_call", id: "ws_1", status: "completed" },
            },
            { type: "other", kind: "item_reference", value: { type: "item_reference", id: "msg_1" } },
            { type: "other", kind: "item_reference", value: { id: "msg_2" } },
          ],
        },
      ],
    ],
  ];
  test.each(cases)("%s", (_name, input, messages) => {
    expect(chatOf({ input }).messages as unknown).toEqual(messages);
  });

  test("instructions are the system's first words", () => {
    expect(chatOf({ instructions: "be brief" }).messages).toEqual([
      { role: "system", parts: [{ type: "text", text: "be brief" }] },
      { role: "user", parts: [{ type: "text", text: "hi" }] },
    ]);
    expect(chatOf({ instructions: null }).messages).toHaveLength(1);
  });

  test("what a request asks is known without reading it in full", () => {
    const image = { type: "input_image", image_url: "data:image/png;base64,AAAA" };
    const shown = read({
      model: "m",
      stream: true,
      input: [user, call, { ...result, output: [image] }],
      tools: [{ type: "function", name: "f", parameters: {} }],
      text: { format: { type: "json_schema", name: "a", schema: {} } },
    });
    expect(shown).toMatchObject({ model: "m", stream: true, messages: 3 });
    expect([...shown.needs].toSorted()).toEqual(["chat", "images", "json-schema", "tools"]);
    expect(read({ model: "m", input: "hi" })).toMatchObject({ stream: false, messages: 1, needs: ["chat"] });
    expect(read({ model: "m", input: "", max_output_tokens: 1 }).messages).toBe(1);
  });

  test("each text stands where it was said", () => {
    const input = [
      { role: "developer", content: "a" },
      { role: "user", content: [{ type: "input_text", text: "b" }] },
      { role: "assistant", content: "c" },
      { type: "reasoning", summary: [{ type: "summary_text", text: "d" }] },
      { ...call, arguments: "e" },
      { ...result, output: "f" },
      { type: "local_shell_call", id: "x", action: { command: ["ls"] } },
      { type: "local_shell_call_output", id: "x", output: "g" },
    ];
    const slots = slotsOf(openaiResponses, JSON.stringify({ model: "m", instructions: "i", input, user: "u" }));
    expect(slots.map(({ place, text }) => [place, text])).toEqual([
      ["system", "i"],
      ["system", "a"],
      ["user", "b"],
      ["assistant", "c"],
      ["assistant", "d"],
      ["tool-call", "e"],
      ["tool-result", "f"],
      ["tool-call", '{"command":["ls"]}'],
      ["tool-result", "g"],
      ["field", "u"],
    ]);
  });
});

describe("tools", () => {
  const strictable = {
    type: "object",
    properties: { x: { type: "array", items: { type: "object", properties: {}, additionalProperties: false } } },
    required: ["x"],
    additionalProperties: false,
  };
  const loose = { type: "object", properties: { x: { type: "string" } } };

  test("of every kind, alone and in a namespace", () => {
    const { tools } = chatOf({
      tools: [
        { type: "function", name: "f", description: "d", parameters: loose, strict: false },
        {
          type: "custom",
          name: "patch",
          description: "p",
          format: { type: "grammar", syntax: "lark", definition: "s" },
        },
        {
          type: "namespace",
          name: "mcp__x",
          description: "of x",
          tools: [
            { type: "function", name: "g", parameters: loose, strict: false },
            { type: "custom", name: "h" },
          ],
        },
        { type: "web_search", external_web_access: true },
      ],
    });
    expect(tools).toEqual([
      { kind: "function", name: "f", description: "d", parameters: loose, strict: false },
      {
        kind: "custom",
        name: "patch",
        description: "p",
        format: { type: "grammar", syntax: "lark", definition: "s" },
      },
      {
        kind: "function",
        name: "g",
        namespace: "mcp__x",
        namespaceDescription: "of x",
        parameters: loose,
        strict: false,
      },
      { kind: "custom", name: "h", namespace: "mcp__x" },
      { kind: "hosted", type: "web_search", value: { type: "web_search", external_web_access: true } },
    ]);
  });

  test.each([
    ["said so", { strict: true, parameters: loose }, true],
    ["said not", { strict: false, parameters: strictable }, false],
    ["not said, and the schema can be", { parameters: strictable }, true],
    ["not said, and the schema cannot be", { parameters: loose }, undefined],
    ["null, and no schema", { strict: null, parameters: null }, undefined],
    [
      "not said, and what is inside cannot be",
      { parameters: { ...strictable, properties: { x: { anyOf: [loose] } } } },
      undefined,
    ],
  ])("are strict when %s", (_how, more, strict) => {
    const [tool] = chatOf({ tools: [{ type: "function", name: "f", ...more }] }).tools;
    expect(tool?.kind === "function" ? tool.strict : "none").toBe(strict as boolean);
  });

  test("that an item adds are offered too, once", () => {
    const f = { type: "function", name: "f", strict: false };
    const chat = chatOf({
      tools: [f],
      input: [user, { type: "additional_tools", role: "developer", tools: [f, { ...f, name: "g" }] }],
    });
    expect(chat.tools.map((tool) => tool.kind === "function" && tool.name)).toEqual(["f", "g"]);
    expect(chat.messages).toHaveLength(1);
  });

  const tools = [{ type: "function", name: "f" }, { type: "custom", name: "g" }, { type: "web_search" }];
  test.each([
    ["auto", "auto", { kind: "auto" }, 3],
    ["none", "none", { kind: "none" }, 3],
    ["required", "required", { kind: "required" }, 3],
    ["a function", { type: "function", name: "f" }, { kind: "tool", name: "f" }, 3],
    ["a custom tool", { type: "custom", name: "g" }, { kind: "tool", name: "g" }, 3],
    [
      "some of them",
      { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "f" }, { type: "web_search" }] },
      { kind: "required" },
      2,
    ],
  ])("are chosen: %s", (_name, tool_choice, toolChoice, offered) => {
    const chat = chatOf({ tools, tool_choice });
    expect(chat.options.toolChoice as unknown).toEqual(toolChoice);
    expect(chat.tools).toHaveLength(offered);
    expect(chat.rest).toEqual({});
  });

  test("of the vendor that are chosen have no word", () => {
    const chat = chatOf({ tools, tool_choice: { type: "web_search" } });
    expect(chat.options.toolChoice).toBeUndefined();
    expect(chat.rest).toEqual({ tool_choice: { type: "web_search" } });
  });
});

describe("options", () => {
  const schema = { type: "json_schema", name: "a", schema: { type: "object" }, strict: true, description: "d" };
  test.each([
    [{ max_output_tokens: 5 }, { maxTokens: 5 }],
    [
      { temperature: 0.5, top_p: 0.9 },
      { temperature: 0.5, topP: 0.9 },
    ],
    [{ include: ["message.output_text.logprobs"] }, { logprobs: 0 }],
    [{ include: ["message.output_text.logprobs"], top_logprobs: 3 }, { logprobs: 3 }],
    [{ top_logprobs: 0 }, {}],
    [{ text: {} }, {}],
    [{ text: { format: { type: "text" }, verbosity: "low" } }, { format: { kind: "text" }, verbosity: "low" }],
    [{ text: { format: { type: "json_object" } } }, { format: { kind: "json" } }],
    [
      { text: { format: schema } },
      { format: { kind: "schema", name: "a", schema: { type: "object" }, strict: true, description: "d" } },
    ],
    [{ reasoning: { effort: "high", summary: "auto" } }, { reasoning: { effort: "high", summary: "auto" } }],
    [{ reasoning: { generate_summary: "concise" } }, { reasoning: { summary: "concise" } }],
    [{ reasoning: { effort: null } }, {}],
    [{ parallel_tool_calls: false }, { parallelTools: false }],
    [{ metadata: { a: "b" } }, { metadata: { a: "b" } }],
    [{ user: "u" }, { user: "u" }],
    [{ user: "u", safety_identifier: "s" }, { user: "s" }],
    [
      { service_tier: "flex", store: false },
      { serviceTier: "flex", store: false },
    ],
    [{ prompt_cache_key: "k" }, { cacheKey: "k" }],
    [{ temperature: "hot", max_output_tokens: null, metadata: [] }, {}],
  ])("%j", (body, options) => {
    expect(chatOf(body).options as unknown).toEqual(options);
    expect(chatOf(body).rest).toEqual({});
  });

  test("that no dialect shares are kept apart, unless they ask for nothing", () => {
    const rest = { background: true, truncation: "auto", include: ["reasoning.encrypted_content"], max_tool_calls: 3 };
    expect(chatOf(rest).rest).toEqual(rest);
    const nothing = { background: false, truncation: "disabled", previous_response_id: null, conversation: null };
    expect(chatOf({ ...nothing, include: [], client_metadata: null }).rest).toEqual({});
  });

  test.each([
    ["an earlier answer", { previous_response_id: "resp_1" }],
    ["a conversation", { conversation: { id: "conv_1" } }],
    ["a prompt that the vendor keeps", { prompt: { id: "pmpt_1" } }],
    ["an item that the vendor keeps", { input: [{ type: "item_reference", id: "msg_1" }, user] }],
    ["a history that the vendor has sealed", { input: [{ type: "compaction", encrypted_content: "gAAA" }, user] }],
    ["and the same by its other name", { input: [{ type: "context_compaction", encrypted_content: "gAAA" }, user] }],
  ])("%s cannot be told to another vendor", (_name, body) => {
    expect(lossesOf(chatOf(body), openaiChat.chat!.says).refused).toBeDefined();
    expect(lossesOf(chatOf({}), openaiChat.chat!.says)).toEqual({ dropped: [] });
  });
});

describe("what is wrong is named as the vendor names it", () => {
  const bad: readonly [string, unknown, string | undefined][] = [
    ["no model", { input: "hi" }, "model"],
    ["no input", { model: "m" }, "input"],
    ["an empty input", { model: "m", input: [] }, "input"],
    ["an input that is null", { model: "m", input: null }, "input"],
    ["an input that is an object", { model: "m", input: {} }, "input"],
    ["an item that is none", { model: "m", input: [user, 5] }, "input[1]"],
    ["an item of no type", { model: "m", input: [{}] }, "input[0].type"],
    ["a type that is no text", { model: "m", input: [{ type: 5 }] }, "input[0].type"],
    ["a role of its own", { model: "m", input: [{ role: "constructor", content: "" }] }, "input[0].role"],
    ["no role", { model: "m", input: [{ content: "x" }] }, "input[0].role"],
    ["content that is a number", { model: "m", input: [{ role: "user", content: 5 }] }, "input[0].content"],
    ["a part that is text", { model: "m", input: [{ role: "user", content: ["x"] }] }, "input[0].content[0]"],
    ["a part of no type", { model: "m", input: [{ role: "user", content: [{}] }] }, "input[0].content[0].type"],
    [
      "a text part without text",
      { model: "m", input: [{ role: "user", content: [{ type: "input_text" }] }] },
      "input[0].content[0].text",
    ],
    [
      "a refusal without text",
      { model: "m", input: [{ role: "assistant", content: [{ type: "refusal", refusal: 1 }] }] },
      "input[0].content[0].refusal",
    ],
    [
      "a picture without an address",
      { model: "m", input: [{ role: "user", content: [{ type: "input_image" }] }] },
      "input[0].content[0].image_url",
    ],
    ["a call without a name", { model: "m", input: [{ ...call, name: 1 }] }, "input[0].name"],
    ["a call without arguments", { model: "m", input: [{ ...call, arguments: null }] }, "input[0].arguments"],
    ["a custom call without input", { model: "m", input: [{ type: "custom_tool_call", name: "f" }] }, "input[0].input"],
    ["a result that is a number", { model: "m", input: [{ ...result, output: 5 }] }, "input[0].output"],
    [
      "a result's part without text",
      { model: "m", input: [user, { ...result, output: [{ type: "input_text" }] }] },
      "input[1].output[0].text",
    ],
    ["a stream flag that is text", { model: "m", input: "hi", stream: "true" }, "stream"],
    ["instructions that are a list", { model: "m", input: "hi", instructions: [] }, "instructions"],
    ["tools that are no list", { model: "m", input: "hi", tools: {} }, "tools"],
    ["a tool that is none", { model: "m", input: "hi", tools: ["x"] }, "tools[0]"],
    ["a body that is a list", [], undefined],
    ["a body that is null", null, undefined],
  ];
  test.each(bad)("%s", (_name, body, param) => {
    const error = caught(() => read(body));
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
    expect((error as Malformed).message).not.toBe("");
  });

  test("a body that is no JSON, or too deep, is an error and no crash", () => {
    for (const body of [
      "",
      "{",
      "undefined",
      `{"a":${"[".repeat(500_000)}`,
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    ])
      expect(caught(() => reading(openaiResponses, body))).toBeInstanceOf(Malformed);
    let schema: object = { type: "object", properties: {}, required: [], additionalProperties: false };
    for (let i = 0; i < 5_000; i++) schema = { items: schema };
    const [tool] = chatOf({ tools: [{ type: "function", name: "f", parameters: schema }] }).tools;
    expect(tool).toMatchObject({ kind: "function", name: "f" });
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("no text escapes classification", () => {
  const mark = "a mark of twenty eight letters";
  const hidden: readonly [string, object][] = [
    ["an input that is text", { input: mark }],
    ["instructions", { instructions: mark }],
    ["a message's text", { input: [{ role: "user", content: mark }] }],
    ["a part", { input: [{ role: "user", content: [{ type: "input_text", text: mark }] }] }],
    ["an unknown part", { input: [{ role: "user", content: [{ type: "tomorrow", tomorrow: { x: [mark] } }] }] }],
    ["an unknown item", { input: [{ type: "tomorrow", of: [[mark]] }] }],
    ["a file's name", { input: [{ role: "user", content: [{ type: "input_file", filename: mark, file_data: "A" }] }] }],
    [
      "a picture's address",
      { input: [{ role: "user", content: [{ type: "input_image", image_url: `https://${mark}` }] }] },
    ],
    ["arguments", { input: [{ ...call, arguments: mark }] }],
    ["a call's name", { input: [{ ...call, name: mark }] }],
    ["a call's id", { input: [{ ...call, call_id: mark }] }],
    ["a call's namespace", { input: [{ ...call, namespace: mark }] }],
    ["custom input", { input: [{ type: "custom_tool_call", call_id: "c", name: "f", input: mark }] }],
    ["a result", { input: [{ ...result, output: mark }] }],
    ["a result's part", { input: [{ ...result, output: [{ type: "input_text", text: mark }] }] }],
    ["a custom result", { input: [{ type: "custom_tool_call_output", call_id: "c", output: mark }] }],
    ["a summary", { input: [{ type: "reasoning", summary: [{ type: "summary_text", text: mark }] }] }],
    ["thoughts", { input: [{ type: "reasoning", content: [{ type: "reasoning_text", text: mark }] }] }],
    ["sealed thoughts that are not", { input: [{ type: "reasoning", encrypted_content: mark }] }],
    ["a command", { input: [{ type: "local_shell_call", action: { type: "exec", command: ["echo", mark] } }] }],
    ["an added tool", { input: [{ type: "additional_tools", tools: [{ type: "function", description: mark }] }] }],
    ["a tool's description", { tools: [{ type: "function", name: "f", description: mark }] }],
    ["a tool in a namespace", { tools: [{ type: "namespace", name: "n", tools: [{ name: "f", description: mark }] }] }],
    ["a choice of tools", { tool_choice: { type: "function", name: mark } }],
    ["a prompt's variables", { prompt: { id: "p", variables: { x: mark } } }],
    ["metadata", { metadata: { [mark]: "x" } }],
    ["what a client adds", { client_metadata: { x: mark } }],
    ["the user field", { user: mark }],
    ["a schema", { text: { format: { type: "json_schema", description: mark } } }],
    ["a structural field that is not structural", { service_tier: mark }],
    ["stream options", { stream_options: { x: mark } }],
    ["a field of tomorrow", { tomorrow: [[{ x: mark }]] }],
  ];
  test.each(hidden)("in %s", (_place, body) => {
    expect(textsOf({ model: "m", input: "hi", ...body }).filter((text) => text.includes(mark))).toHaveLength(1);
  });

  test("but bytes and seals are no text", () => {
    const payload = "QUFB".repeat(100);
    const input = [
      {
        role: "user",
        content: [
          { type: "input_image", image_url: `data:image/png;base64,${payload}` },
          { type: "input_file", file_data: payload },
          { type: "input_audio", input_audio: { data: payload, format: "wav" } },
        ],
      },
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: `gateway_signature_${payload}==` },
      { type: "image_generation_call", id: "ig_1", result: payload },
      { type: "computer_call_output", output: { type: "x", image_url: `data:image/png;base64,${payload}` } },
    ];
    expect(textsOf({ model: "m", input }).join("")).not.toContain(payload);
  });

  test("in any request: every text of eight letters and more stands in a slot", () => {
    const word = fc.string({ minLength: 8, maxLength: 30 }).filter((text) => !/^[\w.:/+=-]+$/.test(text));
    const json = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" });
    const item = fc.oneof(
      fc.record({ role: fc.constantFrom("user", "system", "assistant"), content: word, extra: json }),
      fc.record({ type: fc.constant("function_call"), name: word, call_id: word, arguments: word, extra: json }),
      fc.record({ type: fc.constant("function_call_output"), call_id: word, output: word }),
      fc.record({
        type: fc.constant("tomorrow"),
        output: json,
        content: json,
        summary: json,
        tools: json,
        result: json,
      }),
    );
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        fc.dictionary(word, json, { maxKeys: 3, noNullPrototype: true }),
        (input, more) => {
          const body = { ...more, model: "m", input };
          const seen = slotsOf(openaiResponses, JSON.stringify(body))
            .map((slot) => (slot.form === "json" ? slot.text : JSON.stringify(slot.text)))
            .join("\n");
          for (const text of stringsIn(body))
            if (text.length >= 8 && !/^[\w.:/+=-]+$/.test(text))
              expect(seen).toContain(JSON.stringify(text).slice(1, -1));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a slot's path leads to its text", () => {
    const body = {
      model: "m",
      instructions: "ii",
      input: [
        { role: "user", content: [{ type: "input_text", text: "aa" }] },
        { ...call, arguments: "bb" },
        { ...result, output: [{ type: "input_text", text: "cc" }] },
      ],
      tools: [{ type: "function" }],
      user: "dd",
    };
    const slots = slotsOf(openaiResponses, JSON.stringify(body));
    expect(slots).toHaveLength(6);
    for (const slot of slots) {
      const value = slot.path.reduce<unknown>((held, step) => (held as Record<string | number, unknown>)[step], body);
      expect(slot.text).toBe(slot.form === "json" ? JSON.stringify(value) : (value as string));
    }
  });
});

/** Every string in a value. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(stringsIn);
  return [];
}
