/**
 * The vendors' own SDKs put our streams together: what they hold at the end is what they get when the same answer comes
 * whole. Every kind of answer, from a provider of every other dialect, over real sockets.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { eventsOf } from "../../src/gateway/passage.ts";
import type { Part } from "../../src/model/part.ts";
import type { Choice, GatewayResponse } from "../../src/model/response.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { fullName } from "../../src/wire/tool-names.ts";
import { ANSWERS } from "../fixture/answers.ts";
import { asked } from "../fixture/asked.ts";
import { testGateway, type TestGateway } from "../fixture/gateway.ts";

const DIALECTS = ["openai-chat", "openai-responses", "anthropic-messages", "ollama-chat"] as const;
type Dialect = (typeof DIALECTS)[number];

const NAMES = Object.keys(ANSWERS);

/** Answers any request with the answer whose name stands in its last words, in the dialect that the path is of. */
function provider() {
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const dialect = DIALECTS.find((one) => pathname.endsWith(codecFor(one).path))!;
      const codec = codecFor(dialect);
      const body = await request.text();
      const answer = plain(ANSWERS[NAMES.find((name) => body.includes(`<${name}>`))!]!);
      const stream = /"stream":true/.test(body);
      const text = stream
        ? eventsOf(answer).map(codec.chat!.eventWriter(asked)).join("")
        : codec.chat!.writeResponse(answer, asked);
      const type = codec.framing === "sse" ? "text/event-stream" : "application/x-ndjson";
      return new Response(text, { headers: { "content-type": stream ? type : "application/json" } });
    },
  });
}

/** Answers that a stream tells otherwise than the whole does, in a provider's dialect (`heard`: in a client's, too) or in any. */
const UNLIKE: Readonly<
  Record<string, { readonly dialects?: readonly Dialect[]; readonly heard?: true; readonly because: string }>
> = {
  "several texts": { because: "a stream does not say where one text ends and the next begins" },
  "log probabilities": { dialects: ["openai-responses"], because: "its streams tell tokens without their bytes" },
  "a text and a refusal": {
    dialects: ["anthropic-messages", "ollama-chat"],
    because: "a stream does not say where one text ends and the next begins, and a refusal is a text there",
  },
  "a thought sealed by OpenAI": {
    dialects: ["anthropic-messages"],
    because: "no provider but OpenAI seals so",
  },
  "thoughts between calls": { because: "a whole answer of most dialects has one place for all thoughts" },
  "a call whose arguments are no object": {
    dialects: ["anthropic-messages"],
    because: "a stream passes on what the model wrote, a whole answer has to make an object of it",
  },
  "the end of its tokens in a call": {
    dialects: ["anthropic-messages"],
    heard: true,
    because: "a stream passes on what the model wrote, a whole answer has to make an object of it",
  },
};

/** As a provider calls tools of which it was told as functions: custom ones with one text, those of a namespace by all of their name. */
function plain(answer: GatewayResponse): GatewayResponse {
  const parts = (choice: Choice): Part[] =>
    choice.parts.map((part) => {
      if (part.type !== "tool-call") return part;
      const { custom, namespace, ...call } = part;
      const input = custom === true ? { arguments: JSON.stringify({ input: call.arguments }) } : {};
      return {
        ...call,
        ...input,
        name: fullName({ name: call.name, ...(namespace === undefined ? {} : { namespace }) }),
      };
    });
  return { ...answer, choices: answer.choices.map((choice) => ({ ...choice, parts: parts(choice) })) };
}

type Ask = (url: string, model: string, words: string, stream: boolean) => Promise<unknown>;

const TOOL = { name: "apply_patch", description: "Edits" };

const ASKS: Readonly<Record<Dialect, Ask>> = {
  async "openai-chat"(url, model, content, stream) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0 });
    const tools = [{ type: "custom" as const, custom: TOOL }];
    const body = { model, messages: [{ role: "user" as const, content }], tools };
    if (!stream) return client.chat.completions.create(body);
    const streaming = client.chat.completions.stream({ ...body, stream_options: { include_usage: true } });
    return streaming.finalChatCompletion();
  },
  async "openai-responses"(url, model, input, stream) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0 });
    const search = { type: "function" as const, name: "search", parameters: {}, strict: false };
    const files = { type: "namespace" as const, name: "files", description: "Files", tools: [search] };
    const body = { model, input, tools: [{ type: "custom" as const, ...TOOL }, files] };
    return stream ? client.responses.stream(body).finalResponse() : client.responses.create(body);
  },
  async "anthropic-messages"(url, model, content, stream) {
    const client = new Anthropic({ baseURL: url, apiKey: "none", maxRetries: 0 });
    const body = { model, max_tokens: 100, messages: [{ role: "user" as const, content }] };
    return stream ? client.messages.stream(body).finalMessage() : client.messages.create(body);
  },
  async "ollama-chat"(url, model, content, stream) {
    const client = new Ollama({ host: url });
    const body = { model, messages: [{ role: "user", content }] };
    if (!stream) return client.chat({ ...body, stream: false });
    let whole: Awaited<ReturnType<typeof client.chat>> | undefined;
    for await (const part of await client.chat({ ...body, stream: true })) {
      const before = whole?.message;
      const calls = [...(before?.tool_calls ?? []), ...(part.message.tool_calls ?? [])];
      const thinking = (before?.thinking ?? "") + (part.message.thinking ?? "");
      const message = {
        role: "assistant",
        content: (before?.content ?? "") + part.message.content,
        ...(thinking === "" ? {} : { thinking }),
        ...(calls.length === 0 ? {} : { tool_calls: calls }),
      };
      const logprobs = [...(whole?.logprobs ?? []), ...(part.logprobs ?? [])];
      whole = { ...part, message, ...(logprobs.length === 0 ? {} : { logprobs }) };
    }
    return whole;
  },
};

/** What differs between two answers to the same question: ids made of the request's, the time, and what an SDK adds. */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, held: unknown) => {
      if (/^(parsed|_request_id|output_parsed|created|created_at)/.test(key)) return undefined;
      if (held === null) return undefined;
      return typeof held === "string" ? held.replaceAll(/[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f-]{3,}/g, "ID") : held;
    }),
  );
}

describe("what an SDK puts together from a stream is what it gets whole", () => {
  let gateway: TestGateway;
  let server: ReturnType<typeof provider>;

  beforeAll(async () => {
    server = provider();
    const place = (dialect: Dialect) => ({
      kind: dialect === "anthropic-messages" ? "anthropic-compatible" : "openai-compatible",
      url: dialect === "anthropic-messages" ? server.url.origin : `${server.url.origin}/v1`,
      dialects: [dialect],
      models: ["m"],
    });
    gateway = await testGateway({ providers: Object.fromEntries(DIALECTS.map((one) => [one, place(one)])) });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await server.stop(true);
  });

  const pairs = DIALECTS.flatMap((client) => DIALECTS.map((spoken) => [client, spoken] as const));
  test.each(pairs.filter(([client, spoken]) => client !== spoken))(
    "for %s, from a provider of %s",
    async (client, spoken) => {
      for (const name of NAMES) {
        const unlike = UNLIKE[name];
        const of = unlike?.dialects ?? [spoken];
        if (unlike !== undefined && (of.includes(spoken) || (unlike.heard === true && of.includes(client)))) continue;
        const ask = (stream: boolean) => ASKS[client](gateway.url, `${spoken}/m`, `<${name}>`, stream);
        const [whole, streamed] = [await ask(false), await ask(true)];
        expect([name, comparable(streamed)]).toEqual([name, comparable(whole)]);
      }
    },
  );
});
