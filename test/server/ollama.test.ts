/** What tools that only know Ollama ask beside chats, read with Ollama's own client. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ollama } from "ollama";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";
import { rawClient } from "../fixture/raw-client.ts";
import { SECRET_CASES } from "../fixture/secrets-cases.ts";
import { placeAt, type Simulated, simulateOllama } from "../fixture/runtimes.ts";
import { openCaller } from "../../src/provider/call.ts";
import { listModels } from "../../src/provider/list.ts";

let runtime: Simulated;
let gateway: TestGateway;
let client: Ollama;
beforeAll(async () => {
  runtime = simulateOllama([
    { name: "qwen3:8b", capabilities: ["completion", "tools"], loaded: 16_384 },
    { name: "llava:7b", capabilities: ["completion", "vision"] },
    { name: "nomic:latest", capabilities: ["embedding"] },
    { name: "big:cloud", capabilities: ["completion", "tools"] },
  ]);
  gateway = await testGateway({
    providers: { olla: { kind: "ollama", url: runtime.url }, acme: { kind: "openai" } },
    aliases: { fast: "olla/qwen3:8b", told: "acme/gpt" },
  });
  client = new Ollama({ host: gateway.url });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  runtime.stop();
});

const at = (path: string, init?: RequestInit) => fetch(`${gateway.url}${path}`, init);

test("the list has what can be asked for, each with what it can do and whether it is passed on", async () => {
  const { models } = await client.list();
  const rows = models as unknown as {
    name: string;
    model: string;
    digest: string;
    capabilities: string[];
    remote_host?: string;
  }[];
  expect(rows.map((row) => [row.name, row.capabilities.join(" "), row.remote_host ?? ""])).toEqual([
    ["auto", "completion tools", ""],
    ["fast", "completion tools", ""],
    ["told", "completion tools", "acme"],
    ["qwen3:8b", "completion tools", ""],
    ["llava:7b", "completion vision", ""],
    ["nomic:latest", "embedding", ""],
    ["big:cloud", "completion tools", "olla"],
    ["olla/qwen3:8b", "completion tools", ""],
    ["olla/llava:7b", "completion vision", ""],
    ["olla/nomic:latest", "embedding", ""],
    ["olla/big:cloud", "completion tools", "olla"],
  ]);
  expect(new Set(rows.map((row) => row.digest)).size).toBe(rows.length);
  for (const row of rows) expect([row.model, row.digest.length]).toEqual([row.name, 64]);
});

test("every name on it is shown, with its window where one is in force, and the model that answers", async () => {
  for (const { name } of (await client.list()).models)
    expect((await client.show({ model: name })).details.family).not.toBe("");
  expect(await client.show({ model: "fast" })).toMatchObject({
    capabilities: ["completion", "tools"],
    parameters: "num_ctx 16384",
    model_info: {
      "general.architecture": "gateway",
      "gateway.context_length": 16_384,
      "general.basename": "fast: olla/qwen3:8b on this machine",
    },
  });
  expect(await client.show({ model: "told" })).toMatchObject({ remote_host: "acme", parameters: "" });
  const old = await at("/api/show", { method: "POST", body: JSON.stringify({ name: "nomic" }) });
  expect(await old.json()).toMatchObject({ capabilities: ["embedding"] });
});

test.each([
  ["a name that leads nowhere", '{"model":"nothing"}', 404, "not found"],
  ["no JSON", "{", 400, "JSON"],
  ["no name", "{}", 400, "JSON"],
  ["a name that is none", '{"model":7}', 400, "JSON"],
  ["a body without end", JSON.stringify({ model: "x".repeat(2 << 20) }), 413, "larger"],
])("%s is answered with an error that Ollama's clients read", async (_name, body, status, says) => {
  const response = await at("/api/show", { method: "POST", body });
  expect([response.status, await response.json()]).toEqual([status, { error: expect.stringContaining(says) }]);
});

test("the version is one that tools accept, and says whose it is", async () => {
  expect(await client.version()).toEqual({ version: expect.stringMatching(/^0\.\d+\.\d+$/), gateway: "test" } as never);
  expect(await client.ps()).toEqual({ models: [] });
});

test("a model that can be asked for needs no fetching, and any other is not fetched", async () => {
  expect(await client.pull({ model: "fast" })).toEqual({ status: "success" } as never);
  const steps: string[] = [];
  for await (const step of await client.pull({ model: "fast", stream: true })) steps.push(step.status);
  expect(steps).toEqual(["success"]);
  await expect(client.pull({ model: "nothing" })).rejects.toThrow("not found");
  await expect(client.delete({ model: "fast" })).rejects.toThrow("manages no models");
  await expect(client.copy({ source: "fast", destination: "b" })).rejects.toThrow("manages no models");
  expect(runtime.asked.filter((one) => /pull|delete|copy/.test(one))).toEqual([]);
});

test("the embeddings of old are asked of a model that embeds, and a secret in them stays nearby", async () => {
  expect(await client.embeddings({ model: "nomic", prompt: "hi" })).toEqual({ embedding: [0.25, -0.5] });
  runtime.asked.length = 0;
  const prompt = SECRET_CASES[0]!.text;
  await expect(client.embeddings({ model: "big:cloud", prompt })).rejects.toThrow("secret");
  expect(runtime.asked.filter((one) => one.includes("/api/embeddings"))).toEqual([]);
});

describe("a look whether anybody is there", () => {
  test.each(["/", "/api/hello", "/api/version", "/api/tags"])("%s is answered to GET and HEAD", async (path) => {
    const [get, head] = [await at(path), await at(path, { method: "HEAD" })];
    expect([get.status, head.status, await head.text()]).toEqual([200, 200, ""]);
  });

  test("the words that tools wait for are there, and so is what it is", async () => {
    expect(await (await at("/")).text()).toMatch(/^Adaptive LLM Gateway test.*Ollama is running\n$/);
  });
});

test("a gateway behind a gateway knows what is passed on, and what the models can do", async () => {
  const { models } = await listModels(placeAt("ollama", `${gateway.url}/v1`), openCaller({}, "test"), 1_500);
  const told = new Map(models.map((model) => [model.id, model]));
  expect(told.get("told")?.reach).toBe("external");
  expect(told.get("fast")).toMatchObject({ reach: "device", context: 16_384, can: ["chat", "tools", "json-schema"] });
});

describe("a WebSocket on /v1/responses", () => {
  const upgrade = [
    "GET /v1/responses HTTP/1.1",
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: vL77MAckLOk2ww/Ud3Siww==",
    "openai-beta: responses_websockets=2026-02-06",
    "\r\n",
  ].join("\r\n");

  test("is refused at once with 426", async () => {
    const socket = await rawClient(gateway.listening.port);
    const began = performance.now();
    await socket.send(upgrade);
    expect(await socket.status()).toBe(426);
    expect(performance.now() - began).toBeLessThan(500);
    expect(socket.got()).toContain("POST the request over HTTP");
    socket.leave();
  });

  test("is the only thing that a GET there can ask for", async () => {
    expect((await at("/v1/responses")).status).toBe(404);
  });
});
