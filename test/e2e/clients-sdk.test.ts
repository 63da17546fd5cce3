/**
 * The vendors' SDKs, each on a provider of its own dialect and of every other: answers, streams, tool rounds on a real
 * llama.cpp server, and what their users are told when policy or the provider says no.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import OpenAI from "openai";
import type { Dialect } from "../../src/model/request.ts";
import { CHAT_ANSWER, CLOSING_ANSWER } from "../fixture/gguf-scripted.ts";
import type { TestHome } from "../fixture/home.ts";
import { configuredHome, gatewayCommand, type Served, serveProcess } from "../fixture/process.ts";
import { llamaServer, RUNTIME_START_MS } from "../fixture/runtime.ts";
import { type At, SDKS, type Told } from "../fixture/sdks.ts";
import { ERRORS, FAILED, SPOKEN } from "../fixture/spoken.ts";
import { modelOf, type Upstream } from "../fixture/upstream.ts";
import { MANNERS, RETRY_AFTER_S, startSpokenUpstream } from "../fixture/upstream-spoken.ts";

const runtime = await llamaServer();
const SPOKEN_BY_LLAMA = ["openai-chat", "openai-responses", "anthropic-messages"] as const;
const DIALECTS = [...SPOKEN_BY_LLAMA, "ollama-chat"] as const;
const CASES = SDKS.flatMap((sdk) => DIALECTS.map((dialect) => ({ sdk, dialect, name: `${sdk.name} → ${dialect}` })));

/** A model for each case and manner, so that the provider's side can tell whose request it sees. */
const MODELS = MANNERS.flatMap((manner) => SDKS.map((_, i) => `${manner}.${i}`));
const REFUSED = Object.fromEntries(SDKS.map((_, i) => [`refused.${i}`, "external/answers"]));

let upstream: Upstream;
let home: TestHome;
let gateway: Served;

beforeAll(async () => {
  upstream = startSpokenUpstream();
  const faulty = DIALECTS.map((dialect) => [
    `faulty-${dialect}`,
    { kind: "openai-compatible", url: upstream.url, dialects: [dialect], models: MODELS },
  ]);
  const url = "skipped" in runtime ? upstream.url : `${runtime.url}/v1`;
  const scripted = { kind: "llama-cpp", url, models: ["scripted"] };
  const llama = SPOKEN_BY_LLAMA.map((dialect) => [`llama-${dialect}`, { ...scripted, dialects: [dialect] }]);
  const external = {
    kind: "openai-compatible",
    url: upstream.url,
    reach: "external",
    dialects: [...DIALECTS],
    models: ["answers"],
  };
  home = await configuredHome({
    providers: { ...Object.fromEntries([...faulty, ...llama]), llama: scripted, external },
    aliases: REFUSED,
  });
  gateway = await serveProcess({ home: home.path });
}, RUNTIME_START_MS);
afterAll(async () => {
  await gateway.kill("SIGTERM");
  home[Symbol.dispose]();
  upstream.stop();
  if (!("skipped" in runtime)) await runtime.stop();
});

const at = (model: string, more: Partial<At> = {}): At => ({
  url: gateway.url,
  model,
  prompt: "say hello",
  retries: 0,
  ...more,
});
const faulty = (manner: (typeof MANNERS)[number], { sdk, dialect }: (typeof CASES)[number]) =>
  `faulty-${dialect}/${manner}.${SDKS.indexOf(sdk)}`;
/** How many requests of a case have reached the provider. */
const reached = (model: string, dialect: Dialect) =>
  upstream.seen.filter((one) => model.endsWith(`/${modelOf(one)}`) && one.path === SPOKEN[dialect]?.path).length;

async function failure(asking: Promise<Told>): Promise<Error> {
  const told = await asking.then(
    (answer) => new Error(`it was answered: ${answer.text}`),
    (error: unknown) => error,
  );
  return told instanceof Error ? told : new Error(String(told));
}

/** All that an SDK lets its user read of an error. */
function said(error: Error): string {
  const last = "lastError" in error && error.lastError instanceof Error ? error.lastError.message : "";
  return `${error.message} ${last}`;
}

describe("a plain answer", () => {
  test.each(CASES)("$name", async (one) => {
    for (const stream of [false, true]) {
      const { text } = await one.sdk.ask(at(faulty("answers", one)), { stream, tools: false });
      expect(text).toBe("fine");
    }
  });

  test.each(CASES)("$name, whole where a stream was asked for", async (one) => {
    const { text } = await one.sdk.ask(at(faulty("unstreamed", one)), { stream: true, tools: false });
    expect(text).toBe("fine");
  });
});

/** OpenAI's SDKs refuse what llama.cpp streams of this dialect, with or without a gateway. */
const STRICT = "-openai-responses";

describe.skipIf("skipped" in runtime)("on a real llama.cpp server", () => {
  const cases = SDKS.flatMap((sdk) =>
    ["llama", ...SPOKEN_BY_LLAMA.map((dialect) => `llama-${dialect}`)].flatMap((provider) =>
      [false, true].map((stream) => ({
        sdk,
        stream,
        provider,
        model: `${provider}/scripted`,
        name: `${sdk.name} → ${provider}, ${stream ? "streamed" : "whole"}`,
      })),
    ),
  ).filter(({ sdk, stream, provider }) => !(stream && sdk.speaks === "openai-responses" && provider.endsWith(STRICT)));
  test.each(cases)("$name: says what the model says", async ({ sdk, stream, model }) => {
    expect(await sdk.ask(at(model), { stream, tools: false })).toEqual({ text: CHAT_ANSWER, cities: [] });
  });
  test.each(cases)("$name: runs the tool, and comes back", async ({ sdk, stream, model }) => {
    const { text, cities } = await sdk.ask(at(model, { retries: 2 }), { stream, tools: true });
    expect({ text: text.endsWith(CLOSING_ANSWER), cities }).toEqual({ text: true, cities: ["Paris"] });
  });
});

describe.skipIf("skipped" in runtime)("a prompt beyond the window of a real llama.cpp server", () => {
  const [chat, responses, anthropic] = SDKS;
  test.each([
    { sdk: chat!, words: "exceeds the available context size", code: 400 },
    { sdk: responses!, words: "exceeds the available context size", code: "context_length_exceeded" },
    { sdk: anthropic!, words: "prompt is too long: llama answered 400: ", code: undefined },
  ])(
    "$sdk.name: is told as its provider tells it, or in the words of the client's own dialect",
    async ({ sdk, words, code }) => {
      const asking = sdk.ask(at("llama/scripted", { prompt: "x ".repeat(300_000) }), { stream: true, tools: false });
      const error = await failure(asking);
      expect(error).toMatchObject({ status: 400, message: expect.stringContaining(words) });
      if (error instanceof OpenAI.APIError) expect(error.code as unknown).toBe(code);
    },
    30_000,
  );
});

describe("a refusal by policy", () => {
  const token = ["ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO", "0pINUx"].join("");
  test.each(SDKS.map((sdk, i) => ({ sdk, model: `refused.${i}`, name: sdk.name })))(
    "$name: is read at once, and not asked again",
    async ({ sdk, model }) => {
      for (const stream of [false, true]) {
        const error = await failure(
          sdk.ask(at(model, { prompt: `use ${token}`, retries: 2 }), { stream, tools: true }),
        );
        expect(said(error)).toMatch(/Blocked by policy: found secret\.github-token in message 1 \(user\)/);
        expect(said(error)).not.toContain(token);
      }
      const listed = await gatewayCommand(["receipts", "list", "--json", "--limit", "500"], { home: home.path });
      const { receipts } = JSON.parse(listed.out) as { receipts: { asked: string }[] };
      expect(receipts.filter((receipt) => receipt.asked === model).length).toBe(2);
      expect(upstream.seen.filter(({ body }) => body.includes(token))).toEqual([]);
    },
  );
});

describe("an error of the provider's", () => {
  test.each(CASES)("$name: the model's context is too short: told, once", async (one) => {
    const model = faulty("overflow", one);
    const error = await failure(one.sdk.ask(at(model, { retries: 2 }), { stream: true, tools: false }));
    expect(said(error)).toContain(ERRORS.overflow.says);
    if (error instanceof OpenAI.APIError) expect(error.code).toBe("context_length_exceeded");
    expect(reached(model, one.dialect)).toBe(1);
  });

  test.concurrent.each(CASES)("$name: it is broken: told after the retries that the SDK was given", async (one) => {
    const model = faulty("broken", one);
    const error = await failure(one.sdk.ask(at(model, { retries: 1 }), { stream: true, tools: false }));
    expect(said(error)).toContain(ERRORS.broken.says);
    expect(reached(model, one.dialect)).toBe(2);
  });

  test.concurrent.each(CASES)(
    "$name: it wants a rest: which it is given, and then told",
    async (one) => {
      const model = faulty("rate-limited", one);
      const started = performance.now();
      const error = await failure(one.sdk.ask(at(model, { retries: 1 }), { stream: true, tools: false }));
      expect(said(error)).toContain(ERRORS["rate-limited"].says);
      expect(performance.now() - started).toBeGreaterThan((RETRY_AFTER_S - 1) * 1000);
      expect(reached(model, one.dialect)).toBe(2);
    },
    30_000,
  );
});

describe("a provider that dies in the middle", () => {
  test.each(CASES)("$name: is an error, of a stream and of a whole answer", async (one) => {
    const model = faulty("dies", one);
    const streamed = await failure(one.sdk.ask(at(model), { stream: true, tools: false }));
    expect(said(streamed)).toContain("The answer is incomplete");
    const whole = await failure(one.sdk.ask(at(model), { stream: false, tools: false }));
    expect(said(whole)).toContain("it broke off in the middle of its answer");
    expect(reached(model, one.dialect)).toBe(2);
  });

  test.each(CASES)("$name: says so itself, and is heard", async (one) => {
    const model = faulty("fails", one);
    const error = await failure(one.sdk.ask(at(model), { stream: true, tools: false }));
    expect(said(error)).toContain(FAILED);
    expect(reached(model, one.dialect)).toBe(1);
  });
});
