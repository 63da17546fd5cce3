/** The gateway's own API on a real llama.cpp server: schemas and probabilities as a runtime really has them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TaskType, TASKS } from "../../src/model/classification.ts";
import { testGateway, type TestGateway } from "../fixture/gateway.ts";
import { llamaServer, RUNTIME_START_MS } from "../fixture/runtime.ts";

const runtime = await llamaServer();
if ("skipped" in runtime) console.warn(`skipped: no llama.cpp server here (${runtime.skipped})`);

describe.skipIf("skipped" in runtime)("on a real llama.cpp server", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const url = "skipped" in runtime ? "" : `${runtime.url}/v1`;
    gateway = await testGateway({
      providers: { llama: { kind: "llama-cpp", url, models: ["scripted"] } },
      routing: { classifier: "llama/scripted", classifier_timeout: 20 },
    });
  }, RUNTIME_START_MS);
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    if (!("skipped" in runtime)) await runtime.stop();
  });

  const post = async (path: string, body: object) => {
    const response = await fetch(gateway.url + path, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };

  test("a completion has its text, its tokens and, where asked for, the confidence they give", async () => {
    const body = { task: "summarization", input: "Say hello.", model: "llama/scripted" };
    const told = await post("/v1/completion", { ...body, options: { confidence: true } });
    expect(told).toMatchObject({ output: expect.stringContaining("Hello"), stop: "stop", model: "llama/scripted" });
    expect(told.tokens).toMatchObject({ input: expect.any(Number), output: expect.any(Number) });
    expect(told.confidence).toBeGreaterThan(0.9);
    expect((await post("/v1/completion", body)).confidence).toBeNull();
  });

  test("an output is made to follow the schema, and does", async () => {
    const schema = {
      type: "object",
      properties: { kind: { enum: ["a", "b"] } },
      required: ["kind"],
      additionalProperties: false,
    };
    const body = { input: "Which kind?", options: { format: "schema", schema, maxTokens: 200 } };
    const told = await post("/v1/completion", body);
    expect(told.validation).toEqual({ valid: true, because: "the output follows the schema" });
    expect(["a", "b"]).toContain((JSON.parse(String(told.output)) as { kind: string }).kind);
  });

  test("an output that broke off is said to be none", async () => {
    const told = await post("/v1/completion", { input: "Say hello.", options: { format: "json", maxTokens: 2 } });
    expect(told).toMatchObject({ stop: "length", validation: { valid: false } });
  });

  test("the model is asked what a request is about, and answers in the words that it is given", async () => {
    const told = await post("/v1/classify", { input: "zzz the thing with the stuff over there" });
    expect(told).toMatchObject({ by: "model", classifier: { model: "llama/scripted" } });
    expect(TASKS).toContain((told.task as { type: TaskType }).type);
  });
});
