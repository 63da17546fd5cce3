/** Every request that is written for a provider is of the type that the vendor's own SDK would send it as. */
import { expect, test } from "bun:test";
import type { Dialect } from "../../src/model/request.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { translated, wayTo } from "../../src/wire/translate.ts";
import { REQUESTS } from "../fixture/requests.ts";
import { reading } from "../fixture/reading.ts";
import { complaints, type Literal } from "../fixture/type-check.ts";

/** By dialect, where a type's name for the request comes from; `Request` is that. */
const TYPES: Readonly<Partial<Record<Dialect, string>>> = {
  "openai-chat": `import type OpenAI from "openai";
// servers that think aloud take their thoughts back under this name
type Message = OpenAI.ChatCompletionMessageParam | (OpenAI.ChatCompletionAssistantMessageParam & { reasoning_content: string });
type Request = Omit<OpenAI.ChatCompletionCreateParams, "messages"> & { messages: Message[] };`,
  "openai-responses": `import type { ResponseCreateParams as Request } from "openai/resources/responses/responses";`,
  "anthropic-messages": `import type { MessageCreateParams } from "@anthropic-ai/sdk/resources/messages";
// the vendor's models of before take them, and only they are asked so
type Request = MessageCreateParams & { temperature?: number; top_p?: number; top_k?: number };`,
  "ollama-chat": `import type { ChatRequest, Message as Said, ToolCall } from "ollama";
// the server gives calls ids and takes them back; its SDK does not know it yet
type Call = ToolCall & { id?: string; function: { index?: number } };
type Message = Omit<Said, "tool_calls"> & { tool_calls?: Call[]; tool_call_id?: string };
// and it takes any JSON schema
type Tool = { type: string; function: { name: string; description?: string; parameters: object } };
type Request = Omit<ChatRequest, "messages" | "tools"> & { messages: Message[]; tools?: Tool[]; top_logprobs?: number };`,
};

const MODELS = ["m", "claude-3-5-haiku-20241022", "claude-sonnet-4-5", "claude-opus-4-8"];

test.each(Object.entries(TYPES) as [Dialect, string][])(
  "to %s",
  async (to, types) => {
    const literals: Literal[] = [];
    for (const [from, bodies] of Object.entries(REQUESTS)) {
      for (const [name, body] of from === to ? [] : Object.entries<object>(bodies)) {
        const request = reading(codecFor(from as Dialect), JSON.stringify(body));
        if ("refused" in wayTo([to], request)) continue;
        for (const model of to === "anthropic-messages" ? MODELS : MODELS.slice(0, 1)) {
          const value: unknown = JSON.parse(translated(request, to, model));
          literals.push({ name: `${from}, ${name}, to ${model}`, type: "Request", value });
        }
      }
    }
    expect(literals.length).toBeGreaterThan(5);
    expect(await complaints(types, literals)).toEqual([]);
  },
  30_000,
);
