/** The gateway's own API, on a real socket: the same way, the same record, and an answer of its own shape. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Problem } from "../../src/kit/problem.ts";
import { TASKS } from "../../src/model/classification.ts";
import { findReceipt, testGateway, type TestGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

/** A server of OpenAI's dialect that answers what it is told to, and keeps what it was asked. */
function startTeller() {
  const asked: { model: string; messages: { role: string; content: string }[]; response_format?: unknown }[] = [];
  let next: string | Error = "fine";
  let delayMs = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      asked.push((await request.json()) as (typeof asked)[number]);
      await Bun.sleep(delayMs);
      if (next instanceof Error) return Response.json({ error: { message: next.message } }, { status: 418 });
      return Response.json({
        id: "c1",
        object: "chat.completion",
        created: 1,
        model: "m",
        choices: [{ index: 0, message: { role: "assistant", content: next }, finish_reason: "stop" }],
        usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
      });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/v1`,
    asked,
    say(what: string | Error, ms = 0) {
      next = what;
      delayMs = ms;
    },
    stop: () => server.stop(true),
  };
}

let teller: ReturnType<typeof startTeller>;
let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  teller = startTeller();
  upstream = startUpstream();
  gateway = await testGateway({
    providers: {
      near: { kind: "openai-compatible", url: teller.url, models: ["small"] },
      sim: { kind: "openai-compatible", url: upstream.url, models: ["rate-limited", "close-before-answer"] },
      // a third party by word, so that what is asked of it can be seen
      far: { kind: "openai-compatible", url: teller.url, reach: "external", models: ["big"] },
    },
    clients: { strict: { floor: "confidential" } },
    routing: { classifier: "near/small", classifier_timeout: 0.3 },
  });
  await gateway.gateway.heard;
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  teller.stop();
  upstream.stop();
});

/** What both endpoints tell, whichever of it there is. */
type Told = {
  readonly [field: string]: unknown;
  readonly error: { readonly code: string; readonly message: string; readonly receipt: string };
  readonly classifier: { readonly receipt: string };
  readonly validation: unknown;
  readonly receipt: string;
};

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(gateway.url + path, { method: "POST", headers, body: text });
  return { status: response.status, headers: response.headers, told: (await response.json()) as Told };
}
const complete = (body: unknown, headers?: Record<string, string>) => post("/v1/completion", body, headers);
const classify = (body: unknown, headers?: Record<string, string>) => post("/v1/classify", body, headers);

describe("a completion", () => {
  test("has its output, who gave it, what was decided, and its receipt", async () => {
    teller.say("Hello world");
    const { status, headers, told } = await complete({
      caller: "letters",
      task: "translation",
      input: "Hallo Welt",
      language: "en",
      model: "near/small",
    });
    expect(status).toBe(200);
    expect<unknown>(told).toEqual({
      output: "Hello world",
      stop: "stop",
      model: "near/small",
      confidence: null,
      validation: { valid: true, because: "any text will do" },
      tokens: { input: 7, output: 3 },
      task: { type: "translation", by: "caller" },
      level: "internal",
      verdict: "allow",
      because: "the model runs on this machine",
      receipt: headers.get("x-gateway-receipt"),
    });
    expect(teller.asked.at(-1)?.messages).toEqual([
      { role: "system", content: "Translate the input into English, and answer with the translation alone." },
      { role: "user", content: "Hallo Welt" },
    ]);
    const receipt = await findReceipt(gateway.gateway, told.receipt);
    expect(receipt).toMatchObject({
      client: "letters",
      dialect: "gateway-completion",
      served: "near/small",
      end: "complete",
      usage: { input: 7, output: 3 },
    });
  });

  test("without a model or a task asks any model, and says what the input shows", async () => {
    const { status, told } = await complete({ input: "Fasse den Text zusammen: Der Rat tagt." });
    expect(status).toBe(200);
    expect(told.task).toMatchObject({ type: "summarization", by: "heuristics" });
    // nobody has named the task, so the model is told nothing that was not asked
    expect(teller.asked.at(-1)?.messages).toEqual([
      { role: "user", content: "Fasse den Text zusammen: Der Rat tagt." },
    ]);
  });

  test("is held to its schema, and says where it does not keep to it", async () => {
    const schema = { type: "object", properties: { total: { type: "number" } }, required: ["total"] };
    const body = { input: "Invoice over 12 euros", model: "near/small", options: { format: "schema", schema } };
    teller.say('{"total":12}');
    expect((await complete(body)).told.validation).toEqual({ valid: true, because: "the output follows the schema" });
    expect(teller.asked.at(-1)?.response_format).toMatchObject({ type: "json_schema", json_schema: { schema } });
    teller.say('{"total":"twelve"}');
    const { status, told } = await complete(body);
    expect(status).toBe(200);
    expect(told.output).toBe('{"total":"twelve"}');
    expect(told.validation).toEqual({ valid: false, because: expect.stringContaining("#/total") });
  });

  test("that may not leave is refused with what was found, why, and what would change it", async () => {
    const before = teller.asked.length;
    const body = { input: "My card is 4111 1111 1111 1111", model: "far/big" };
    const { status, headers, told } = await complete(body);
    expect(status).toBe(451);
    expect<unknown>(told.error).toEqual({
      code: "blocked-by-policy",
      message: expect.stringContaining("Blocked by policy: found"),
      because: expect.stringMatching(/\w/),
      hint: expect.stringMatching(/\w/),
      receipt: headers.get("x-gateway-receipt"),
    });
    expect(JSON.stringify(told)).not.toContain("4111");
    expect(teller.asked.length).toBe(before);
  });

  test.each([
    ["by its options", { options: { trust: "confidential" } }],
    ["by one piece of its context", { context: ["a", { text: "b", level: "confidential" }] }],
  ])("raises its own level %s", async (_how, more) => {
    const { told } = await complete({ input: "hello", model: "far/big", ...more });
    expect(told.error.code).toBe("blocked-by-policy");
    const receipt = await findReceipt(gateway.gateway, told.error.receipt);
    expect(receipt.labels).toContainEqual({ level: "confidential", source: "request" });
    expect(receipt.levelBecause).toBe("the request itself says so");
  });

  test("cannot lower its level, nor leave its client's floor", async () => {
    const lowered = await complete({ input: "hello", model: "near/small", options: { trust: "public" } });
    expect(lowered.told.level).toBe("internal");
    const strict = await complete({ caller: "strict", input: "hello", model: "near/small" });
    expect(strict.told.level).toBe("confidential");
    // whoever the header or a token names is not renamed by the body
    const named = await complete(
      { caller: "other", input: "x", model: "near/small" },
      { "x-gateway-client": "strict" },
    );
    expect(named.told.level).toBe("confidential");
  });

  test.each([
    ["bad-request", 400, "There is no field temperature", { input: "x", temperature: 1 }],
    ["bad-request", 400, "does not stream", { input: "x", stream: true }],
    ["bad-request", 400, "is missing", { task: "chat" }],
    ["bad-request", 400, "not a JSON object", []],
    ["bad-request", 400, "not valid JSON", "{"],
    ["bad-request", 400, "there is no options.schema", { input: "x", options: { format: "schema" } }],
    ["bad-request", 400, "for options.format schema", { input: "x", options: { schema: {} } }],
    [
      "bad-request",
      400,
      "may take for ever",
      { input: "x", options: { format: "schema", schema: { pattern: "(a+)+" } } },
    ],
    ["unknown-model", 404, "does not exist here", { input: "x", model: "none/such" }],
    ["upstream-429", 429, "slow down", { input: "x", model: "sim/rate-limited" }],
    ["upstream-unreachable", 502, "No answer", { input: "x", model: "sim/close-before-answer" }],
  ])("that fails says so in its own shape: %s (%d), %s", async (code, status, said, body) => {
    const answer = await complete(body);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.told)).toEqual(["error"]);
    expect(Object.keys(answer.told.error).sort()).toEqual(["because", "code", "hint", "message", "receipt"]);
    expect(answer.told.error).toMatchObject({ code, message: expect.stringContaining(said) });
    const receipt = await findReceipt(gateway.gateway, answer.told.error.receipt);
    expect(receipt.dialect).toBe("gateway-completion");
  });

  test("that takes longer than its caller allows is given up, upstream too", async () => {
    teller.say("late", 5_000);
    const started = performance.now();
    const { status, told } = await complete({ input: "x", model: "near/small", options: { timeout: 0.2 } });
    teller.say("fine");
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(status).toBe(504);
    expect(told.error).toMatchObject({ code: "upstream-timeout", hint: "raise options.timeout" });
    expect(told.error.message).toContain("0.2 s");
  });
});

describe("a classification", () => {
  test("says what the plan would, without a value of what was found, and asks no model", async () => {
    const before = teller.asked.length;
    const { status, told } = await classify({
      input: [
        { role: "user", content: "hello" },
        {
          role: "user",
          content: "Übersetze ins Englische: Schreib an anna.berg@firma-nord.de, IBAN DE89370400440532013000",
        },
      ],
      context: [{ text: "x", level: "internal" }],
    });
    expect(status).toBe(200);
    expect(told).toMatchObject({
      level: "confidential",
      levelBecause: "it holds pii.iban",
      task: { type: "translation" },
      contentType: "prose",
      language: "de",
      complexity: { value: "low" },
      needsFacts: { value: false },
      by: "heuristics",
    });
    expect(told.findings).toContainEqual({
      detector: "iban",
      kind: "pii.iban",
      level: "confidential",
      place: "user",
      message: 1,
      path: ["input", 1, "content"],
      start: expect.any(Number),
      end: expect.any(Number),
      fingerprint: expect.stringMatching(/^hmac:[0-9a-f]{16}$/),
    });
    expect(JSON.stringify(told)).not.toContain("anna.berg");
    expect(JSON.stringify(told)).not.toContain("DE8937");
    for (const field of ["verdict", "routes", "hint"]) expect(told).not.toHaveProperty(field);
    expect(teller.asked.length).toBe(before);
  });

  test("has the level that its client's floor and its own word give", async () => {
    expect((await classify({ input: "x", client: "strict" })).told.level).toBe("confidential");
    expect((await classify({ input: "x", trust: "secret" })).told.level).toBe("secret");
    expect((await classify({ input: "x" }, { "x-gateway-trust": "confidential" })).told.level).toBe("confidential");
  });

  const VAGUE = "zzz the thing with the stuff over there";

  test("is a model's where the rules leave it open, and says which and with what receipt", async () => {
    teller.say('{"task":"planning","complexity":"high","needsFacts":true}');
    const { told } = await classify({ input: VAGUE, trust: "confidential" });
    expect(told).toMatchObject({
      task: { type: "planning", because: "near/small says so" },
      complexity: { value: "high" },
      needsFacts: { value: true },
      by: "model",
      classifier: { model: "near/small" },
    });
    expect(told.task).not.toHaveProperty("confidence");
    const receipt = await findReceipt(gateway.gateway, told.classifier.receipt);
    expect(receipt).toMatchObject({ client: "gateway", served: "near/small", level: "confidential", end: "complete" });
    const sent = teller.asked.at(-1);
    expect(sent?.response_format).toMatchObject({
      json_schema: { strict: true, schema: { properties: { task: { enum: [...TASKS] } } } },
    });
    expect(sent?.messages.at(-1)?.content).toContain(VAGUE);
  });

  test.each([
    ["is no JSON", "I think it is a plan", "does not follow the schema"],
    [
      "names another task",
      '{"task":"world-domination","complexity":"low","needsFacts":false}',
      "does not follow the schema",
    ],
    [
      "says more than asked",
      '{"task":"chat","complexity":"low","needsFacts":false,"x":1}',
      "does not follow the schema",
    ],
    ["is an error", new Error("teapot"), "could not be asked (status 418)"],
  ])("falls back to the rules when the model's answer %s", async (_how, answer, because) => {
    teller.say(answer);
    const { status, told } = await classify({ input: VAGUE });
    expect(status).toBe(200);
    expect(told).toMatchObject({
      by: "heuristics",
      task: { type: "chat" },
      classifier: { because: expect.stringContaining(because) },
    });
  });

  test("falls back to the rules when the model is slow", async () => {
    teller.say("late", 3_000);
    const started = performance.now();
    const { told } = await classify({ input: VAGUE });
    teller.say("fine");
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(told).toMatchObject({ by: "heuristics", classifier: { because: "it gave no answer within 0.3 s" } });
  });

  test("turns away what it does not understand", async () => {
    const { status, told } = await classify({ input: "x", model: "near/small" });
    expect(status).toBe(400);
    expect(told.error.message).toContain("There is no field model");
  });
});

describe("the model that classifies", () => {
  const open = (routing: object, more: object = {}) =>
    testGateway({
      providers: {
        near: { kind: "openai-compatible", url: "http://127.0.0.1:1/v1", models: ["small"] },
        far: { kind: "groq", models: ["near/small"] },
        off: { kind: "ollama", enabled: false },
      },
      routing,
      ...more,
    });

  test.each([
    ["a third party", { classifier: "far/near/small" }, {}],
    ["no provider 'none'", { classifier: "none/x" }, {}],
    ["no provider 'off'", { classifier: "off/x" }, {}],
    ["an alias", { classifier: "near/small" }, { aliases: { "near/small": "far/near/small" } }],
  ])("is refused when it is %s", async (because, routing, more) => {
    const error = await open(routing, more).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: "config-invalid", because: expect.stringContaining(because) });
  });

  test("is never a third party's of the same name, whatever is consented to", async () => {
    // an external model is listed under the very name that the configuration means
    await using both = await open({ classifier: "near/small", classifier_timeout: 1 });
    await both.consent("far");
    const response = await fetch(`${both.url}/v1/classify`, { method: "POST", body: '{"input":"zzz the thing"}' });
    const { by, classifier } = (await response.json()) as Told;
    expect(by).toBe("heuristics");
    const receipt = await findReceipt(both.gateway, classifier.receipt);
    expect(receipt.routes.filter((route) => route.reach === "external")).toEqual([]);
    expect(receipt.passed).toContainEqual(expect.objectContaining({ provider: "far", rule: "mode-local" }));
  });
});
