/** A turn of an agent and the next one, through a provider of another dialect: what goes out comes back as it was. */
import { describe, expect, test } from "bun:test";
import { retold } from "../../src/gateway/passage.ts";
import type { GatewayResponse, StreamEvent } from "../../src/model/response.ts";
import type { Asked } from "../../src/wire/codec.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { restoreParts } from "../../src/wire/tool-names.ts";
import { chatOf, translated, wayTo } from "../../src/wire/translate.ts";
import { gathered, readBack, streamed, written } from "../fixture/made-answers.ts";
import { reading } from "../fixture/reading.ts";
import type { ChatDialect } from "../fixture/sayings.ts";

type Body = Record<string, unknown>;

const ENCODER = new TextEncoder();
const PATCH = '*** Begin Patch\n*** Update File: a "b".ts\n-\\n😀\n+{"input": 1}\n*** End Patch\n';

function askedFor(
  dialect: ChatDialect,
  body: Body,
): { readonly asked: Asked; readonly told: (to: ChatDialect) => Body } {
  const request = reading(codecFor(dialect), JSON.stringify(body));
  return {
    asked: { chat: chatOf(request)!, model: "m", at: 1_700_000_000, id: "0190" },
    told(to) {
      expect(wayTo([to], request)).toMatchObject({ dialect: to });
      return JSON.parse(translated(request, to, "m")) as Body;
    },
  };
}

/** What a client hears of what a provider says. */
function heard(from: ChatDialect, to: ChatDialect, asked: Asked, events: readonly StreamEvent[]): string {
  const spoken = codecFor(from);
  const { push, end } = retold({ ...spoken, chat: spoken.chat! }, codecFor(to).chat!, asked);
  const bytes = ENCODER.encode(written(spoken, events));
  const decoder = new TextDecoder();
  let told = "";
  // an odd number of bytes, so that events, characters and escapes are cut
  for (let at = 0; at < bytes.length; at += 37)
    told += decoder.decode(push(bytes.subarray(at, at + 37)), { stream: true });
  expect(end()).toMatchObject({ whole: true, rest: "" });
  return told;
}

function answer(...parts: GatewayResponse["choices"][number]["parts"]): GatewayResponse {
  const stop = parts.some(({ type }) => type === "tool-call") ? "tool-calls" : "stop";
  return { id: "1", model: "served", created: 1, choices: [{ index: 0, parts, stop }] };
}

/** The last event of a stream of the Responses dialect holds the items that a client sends back. */
function itemsIn(wire: string): Body[] {
  const last = wire.trimEnd().split("\n").at(-1)!;
  return (JSON.parse(last.slice("data: ".length)) as { response: { output: Body[] } }).response.output;
}

const grammar = { type: "grammar", syntax: "lark", definition: "start: /.+/" };
const codex: Body = {
  model: "m",
  stream: true,
  store: false,
  instructions: "You are an agent.",
  input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "Mend it." }] }],
  tools: [
    { type: "custom", name: "apply_patch", description: "Changes files.", format: grammar },
    {
      type: "namespace",
      name: "mcp__files",
      description: "Of all files.",
      tools: [
        { type: "function", name: "read", parameters: { type: "object", properties: { path: { type: "string" } } } },
      ],
    },
    { type: "custom", name: "say", description: "" },
  ],
};

describe.each(["openai-chat", "anthropic-messages", "ollama-chat"] as const)("Codex served by %s", (provider) => {
  const { asked, told } = askedFor("openai-responses", codex);

  test("offers its custom tools and namespaces as functions", () => {
    const tools = told(provider).tools as Body[];
    const names = tools.map((tool) => (tool.function as Body | undefined)?.name ?? tool.name);
    expect(names).toEqual(["apply_patch", "mcp__files__read", "say"]);
    expect(JSON.stringify(tools[0])).toContain("start: /.+/");
    expect(JSON.stringify(tools[1])).toContain("Of all files.");
  });

  const said = answer(
    { type: "tool-call", id: "call_1", name: "apply_patch", arguments: JSON.stringify({ input: PATCH }) },
    { type: "tool-call", id: "call_2", name: "mcp__files__read", arguments: '{"path":"a.ts"}' },
    { type: "tool-call", id: "call_3", name: "say", arguments: JSON.stringify({ input: "" }) },
  );
  const expected = [
    { type: "custom_tool_call", call_id: "call_1", name: "apply_patch", input: PATCH },
    { type: "function_call", call_id: "call_2", name: "read", namespace: "mcp__files", arguments: '{"path":"a.ts"}' },
    { type: "custom_tool_call", call_id: "call_3", name: "say", input: "" },
  ];
  const byId = (items: readonly Body[]) => items.toSorted((a, b) => String(a.call_id).localeCompare(String(b.call_id)));

  test("is called by them, to the byte, in a stream", () => {
    const wire = heard(provider, "openai-responses", asked, streamed(said, [3, 9, 20]));
    expect(byId(itemsIn(wire))).toMatchObject(expected);
    const calls = gathered(readBack(codecFor("openai-responses"), wire)).choices[0]!.parts;
    expect(calls.find((part) => part.type === "tool-call" && part.id === "call_1")).toMatchObject({
      custom: true,
      arguments: PATCH,
    });
  });

  test("is called by them, to the byte, in a whole answer", () => {
    const spoken = codecFor(provider).chat!;
    const read = spoken.readResponse(spoken.writeResponse(said, asked));
    const choices = read.choices.map((one) => ({ ...one, parts: restoreParts(one.parts, asked.chat) }));
    const whole = codecFor("openai-responses").chat!.writeResponse({ ...read, choices }, asked);
    expect((JSON.parse(whole) as { output: Body[] }).output).toMatchObject(expected);
  });

  test("tells the calls and their results back in the next turn", () => {
    const items = itemsIn(heard(provider, "openai-responses", asked, streamed(said, [5])));
    const outputs = items.map(({ type, call_id }) => ({
      type: `${String(type)}_output`,
      call_id,
      output: `done ${String(call_id)}`,
    }));
    const next = askedFor("openai-responses", { ...codex, input: [...(codex.input as Body[]), ...items, ...outputs] });
    const spoken = codecFor(provider).chat!;
    const { messages } = spoken.readChat(JSON.stringify(next.told(provider)));
    const parts = messages.flatMap((message) => message.parts);
    const calls = parts.filter((part) => part.type === "tool-call").toSorted((a, b) => a.id.localeCompare(b.id));
    expect(calls.map(({ id, name, arguments: given }) => [id, name, JSON.parse(given) as unknown])).toEqual([
      ["call_1", "apply_patch", { input: PATCH }],
      ["call_2", "mcp__files__read", { path: "a.ts" }],
      ["call_3", "say", { input: "" }],
    ]);
    const results = parts.filter((part) => part.type === "tool-result").map(({ id, parts }) => [id, parts]);
    expect(Object.fromEntries(results)).toEqual(
      Object.fromEntries(calls.map(({ id }) => [id, [{ type: "text", text: `done ${id}` }]])),
    );
  });
});

describe("a custom tool of the chat dialect", () => {
  const body: Body = {
    model: "m",
    stream: true,
    messages: [{ role: "user", content: "Mend it." }],
    tools: [{ type: "custom", custom: { name: "apply_patch", description: "Changes files." } }],
  };

  test.each(["openai-responses", "anthropic-messages", "ollama-chat"] as const)(
    "is called through %s, to the byte",
    (provider) => {
      const { asked } = askedFor("openai-chat", body);
      const own = provider === "openai-responses";
      const given = own ? PATCH : JSON.stringify({ input: PATCH });
      const call = {
        type: "tool-call",
        id: "call_1",
        name: "apply_patch",
        arguments: given,
        ...(own ? { custom: true as const } : {}),
      } as const;
      const wire = heard(provider, "openai-chat", asked, streamed(answer(call), [4, 30]));
      expect(gathered(readBack(codecFor("openai-chat"), wire)).choices[0]!.parts).toEqual([
        { type: "tool-call", id: "call_1", name: "apply_patch", arguments: PATCH, custom: true },
      ]);
    },
  );
});

const SIGNATURE = "EqQBCgIYAhIM+/w0rd==";
const SEAL = "gAAAAABo+/seal==";
const call = { type: "tool-call", id: "toolu_1", name: "f", arguments: '{"x":1}' } as const;
const fn = { type: "object", properties: { x: { type: "number" } } };
const thinking = answer(
  { type: "reasoning", text: "Let me\nsee 😀", signature: SIGNATURE },
  { type: "reasoning", text: "", sealed: "c2VhbGVk" },
  call,
);

/** The client's next request, with what it heard, a tool's result and its own words. */
const NEXT: Readonly<
  Record<"openai-chat" | "openai-responses" | "ollama-chat" | "anthropic-messages", (wire: string) => Body>
> = {
  "openai-chat": (wire) => {
    const { parts } = gathered(readBack(codecFor("openai-chat"), wire)).choices[0]!;
    const thought = parts.flatMap((part) => (part.type === "reasoning" ? [part.text] : [])).join("");
    return {
      model: "m",
      messages: [
        { role: "user", content: "hi" },
        {
          role: "assistant",
          content: null,
          reasoning_content: thought,
          tool_calls: [{ id: "toolu_1", type: "function", function: { name: "f", arguments: '{"x":1}' } }],
        },
        { role: "tool", tool_call_id: "toolu_1", content: "2" },
      ],
      tools: [{ type: "function", function: { name: "f", parameters: fn } }],
    };
  },
  "openai-responses": (wire) => ({
    model: "m",
    input: [
      { role: "user", content: "hi" },
      ...itemsIn(wire),
      { type: "function_call_output", call_id: "toolu_1", output: "2" },
    ],
    tools: [{ type: "function", name: "f", parameters: fn }],
  }),
  "ollama-chat": (wire) => {
    const lines = wire
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { message: Body });
    const of = (field: string) => lines.map(({ message }) => message[field] ?? "").join("");
    const calls = lines.flatMap(({ message }) => (message.tool_calls as Body[] | undefined) ?? []);
    return {
      model: "m",
      messages: [
        { role: "user", content: "hi" },
        { role: "assistant", content: of("content"), thinking: of("thinking"), tool_calls: calls },
        { role: "tool", tool_name: "f", content: "2" },
      ],
      tools: [{ type: "function", function: { name: "f", parameters: fn } }],
    };
  },
  "anthropic-messages": (wire) => {
    const { parts } = gathered(readBack(codecFor("anthropic-messages"), wire)).choices[0]!;
    const content = parts.flatMap((part): Body[] => {
      if (part.type === "tool-call")
        return [{ type: "tool_use", id: part.id, name: part.name, input: JSON.parse(part.arguments) as unknown }];
      if (part.type !== "reasoning") return [];
      const seal = part.sealed === undefined ? [] : [{ type: "redacted_thinking", data: part.sealed }];
      return part.text === ""
        ? seal
        : [{ type: "thinking", thinking: part.text, signature: part.signature ?? "" }, ...seal];
    });
    return {
      model: "m",
      max_tokens: 9_000,
      messages: [
        { role: "user", content: "hi" },
        { role: "assistant", content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "2" }] },
      ],
      tools: [{ name: "f", input_schema: fn }],
    };
  },
};

function second(client: keyof typeof NEXT, provider: ChatDialect, said: GatewayResponse) {
  const { asked } = askedFor(client, NEXT[client](written(codecFor(client), streamed(answer(call), []))));
  return askedFor(client, NEXT[client](heard(provider, client, asked, streamed(said, [2, 7]))));
}

describe("thoughts that Anthropic has signed and sealed", () => {
  test("go back to it to the byte, through a client of the Responses dialect", () => {
    const { told } = second("openai-responses", "anthropic-messages", thinking);
    expect((told("anthropic-messages").messages as Body[])[1]!.content).toEqual([
      { type: "thinking", thinking: "Let me\nsee 😀", signature: SIGNATURE },
      { type: "redacted_thinking", data: "c2VhbGVk" },
      { type: "tool_use", id: "toolu_1", name: "f", input: { x: 1 } },
    ]);
  });

  test.each(["openai-chat", "ollama-chat"] as const)(
    "are left out, and not made up, through a client of %s",
    (client) => {
      const { asked, told } = second(client, "anthropic-messages", thinking);
      const content = (told("anthropic-messages").messages as Body[])[1]!.content as Body[];
      expect(content).toMatchObject([{ type: "tool_use", name: "f", input: { x: 1 } }]);
      // the thought itself is still there for whoever takes it without a proof
      const thought = asked.chat.messages.flatMap(({ parts }) => parts).find((part) => part.type === "reasoning");
      expect(thought).toEqual({ type: "reasoning", text: "Let me\nsee 😀" });
    },
  );

  test.each(["openai-chat", "ollama-chat", "openai-responses"] as const)("are no proof to %s", (provider) => {
    const { told } = askedFor(
      "anthropic-messages",
      NEXT["anthropic-messages"](written(codecFor("anthropic-messages"), streamed(thinking, []))),
    );
    const body = JSON.stringify(told(provider));
    expect(body).not.toContain(SIGNATURE);
    expect(body).not.toContain("c2VhbGVk");
    expect(body.includes("Let me")).toBe(provider !== "openai-responses");
  });

  test("are not touched where client and provider speak the same", () => {
    const body = JSON.stringify(
      NEXT["anthropic-messages"](written(codecFor("anthropic-messages"), streamed(thinking, []))),
    );
    expect(wayTo(["anthropic-messages"], reading(codecFor("anthropic-messages"), body))).toEqual({
      dialect: "anthropic-messages",
    });
    expect(body).toContain(SIGNATURE);
  });
});

describe("thoughts that OpenAI has sealed", () => {
  const sealed = answer({ type: "reasoning", text: "A summary", sealed: `openai_${SEAL}` }, call);

  test("go back to it to the byte, through a client of Anthropic's dialect", () => {
    const { told } = second("anthropic-messages", "openai-responses", sealed);
    const input = told("openai-responses").input as Body[];
    expect(input.find(({ type }) => type === "reasoning")).toMatchObject({ encrypted_content: SEAL });
  });

  test.each(["anthropic-messages", "openai-chat", "ollama-chat"] as const)("say nothing to %s", (provider) => {
    const { told } = second("openai-responses", "openai-responses", sealed);
    expect(JSON.stringify(told(provider))).not.toContain(SEAL);
  });
});

describe("calls without ids", () => {
  const line = (made: string) =>
    `{"model":"m","created_at":"2026-11-22T06:25:38.${made}Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}},{"function":{"name":"f","arguments":{}}}]},"done":true,"done_reason":"stop"}\n`;

  test.each(["openai-chat", "openai-responses", "anthropic-messages"] as const)(
    "get their own in %s, in every answer others",
    (client) => {
      const ids = ["804427435", "804427436"].flatMap((made) => {
        const { asked } = askedFor(client, NEXT[client](written(codecFor(client), streamed(answer(call), []))));
        const spoken = codecFor("ollama-chat");
        const { push } = retold({ ...spoken, chat: spoken.chat! }, codecFor(client).chat!, asked);
        const told = new TextDecoder().decode(push(ENCODER.encode(line(made))));
        return gathered(readBack(codecFor(client), told)).choices[0]!.parts.map(
          (part) => part.type === "tool-call" && part.id,
        );
      });
      expect(new Set(ids).size).toBe(4);
      for (const id of ids) expect(id).toMatch(/^[\w-]{5,64}$/);
    },
  );
});
