/**
 * A real llama.cpp server speaks three of the dialects itself. It is asked the same question directly, and through the
 * gateway, which then speaks to it in another dialect than the client did: the client must not notice.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { askIn, CLIENTS, type Heard, type Question, type Spoken } from "../fixture/dialect-clients.ts";
import { testGateway, type TestGateway } from "../fixture/gateway.ts";
import { llamaServer } from "../fixture/runtime.ts";

const PROVIDERS = ["openai-chat", "openai-responses", "anthropic-messages"] as const;
const QUESTIONS: readonly Question[] = [
  "a text",
  "a tool call",
  "a tool's result",
  "an answer by a schema",
  "an answer cut short",
];

type Case = { readonly client: Spoken; readonly provider: Spoken; readonly question: Question };

/** Where the judge itself errs, or the provider cannot be asked the same: not compared, with the reason. */
const EXCEPTIONS: readonly (readonly [Partial<Case>, readonly (keyof Heard)[], string])[] = [
  [
    { question: "an answer by a schema", client: "openai-responses" },
    ["text", "tokens"],
    "the judge ignores text.format, and the gateway does not",
  ],
  [
    { question: "an answer by a schema", client: "anthropic-messages" },
    ["text", "tokens"],
    "the judge ignores output_config.format, and the gateway does not",
  ],
  [
    { question: "an answer by a schema", provider: "openai-responses" },
    ["text", "tokens"],
    "the provider ignores text.format",
  ],
  [
    { question: "an answer by a schema", provider: "anthropic-messages" },
    ["text", "tokens"],
    "the provider ignores output_config.format",
  ],
  [
    { question: "an answer cut short", client: "openai-responses" },
    ["stop", "kinds"],
    "the judge says completed where the vendor says incomplete",
  ],
  [
    { question: "an answer cut short", provider: "openai-responses" },
    ["text", "stop", "tokens"],
    "the vendor takes no fewer than 16 tokens, which are more than the answer has",
  ],
];

/** Events that the vendor documents and the judge leaves out. */
const LEFT_OUT: ReadonlySet<string> = new Set(["response.function_call_arguments.done"]);

const runtime = await llamaServer();
const url = "skipped" in runtime ? "" : runtime.url;

describe.skipIf("skipped" in runtime)("a client that llama.cpp serves in its own dialect", () => {
  let gateway: TestGateway;
  let model: string;

  beforeAll(async () => {
    const one = (dialect: Spoken) => ({ kind: "llama-cpp", url: `${url}/v1`, dialects: [dialect] });
    gateway = await testGateway({ providers: Object.fromEntries(PROVIDERS.map((name) => [name, one(name)])) });
    const list = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
    model = list.data[0]!.id;
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    if (!("skipped" in runtime)) await runtime.stop();
  });

  const cases = (Object.keys(CLIENTS) as Spoken[]).flatMap((client) =>
    PROVIDERS.flatMap((provider) =>
      client === provider ? [] : QUESTIONS.map((question) => [client, provider, question] as const),
    ),
  );

  test.each(cases)("of %s does not notice a provider of %s: %s", async (client, provider, question) => {
    for (const stream of [false, true]) {
      const heard = await askIn(client, gateway.url, `${provider}/${model}`, question, stream);
      const judged = await judge(client, question, stream);
      const one = { client, provider, question };
      const excepted = new Set(EXCEPTIONS.flatMap(([pattern, fields]) => (fits(one, pattern) ? fields : [])));
      const compared = (of: Heard) =>
        Object.fromEntries(Object.entries(of).filter(([key]) => !excepted.has(key as keyof Heard)));
      expect(compared({ ...heard, kinds: heard.kinds.filter((kind) => !LEFT_OUT.has(kind)) })).toEqual(
        compared(judged),
      );
    }
  });

  /** What the judge itself answers. It does not speak Ollama's dialect: there what it says in OpenAI's is told as Ollama does. */
  async function judge(client: Spoken, question: Question, stream: boolean): Promise<Heard> {
    if (client !== "ollama-chat") return askIn(client, url, model, question, stream);
    const heard = await askIn("openai-chat", url, model, question, stream);
    const kinds = heard.calls.length > 0 ? ["call", "done"] : ["text", "done"];
    return { ...heard, kinds: stream ? kinds : [] };
  }

  test("gets an answer right after a stream, though the server hangs up then", async () => {
    for (let i = 0; i < 60; i++) {
      const heard = await askIn("ollama-chat", gateway.url, `anthropic-messages/${model}`, "a text", i % 2 === 0);
      expect(heard.text).toStartWith("Hello from the scripted test model.");
    }
  });

  test("is told that an answer was cut short as the vendor tells it", async () => {
    for (const provider of ["openai-chat", "anthropic-messages"] as const) {
      const heard = await askIn("openai-responses", gateway.url, `${provider}/${model}`, "an answer cut short", true);
      expect(heard).toMatchObject({ stop: "length", text: "Hello from the", tokens: { output: 3 } });
      expect(heard.kinds.at(-1)).toBe("response.incomplete");
    }
  });

  test("is told the judge's own errors as the vendor tells them, in its own dialect too", async () => {
    const body = {
      model: `anthropic-messages/${model}`,
      max_tokens: 5,
      messages: [{ role: "user", content: "x ".repeat(150_000) }],
    };
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: "error",
      error: { type: "invalid_request_error", message: expect.stringContaining("exceeds the available context size") },
    });
  });

  test("gets the answer by a schema that its own dialect does not bring here", async () => {
    for (const client of ["openai-responses", "anthropic-messages", "ollama-chat"] as const) {
      const heard = await askIn(client, gateway.url, `openai-chat/${model}`, "an answer by a schema", true);
      expect(JSON.parse(heard.text)).toEqual({ ok: expect.any(Boolean) });
    }
  });
});

function fits(one: Case, pattern: Partial<Case>): boolean {
  return Object.entries(pattern).every(([key, value]) => one[key as keyof Case] === value);
}
