/**
 * A runtime of this machine may pass a model on to a third party. Its reach is the model's then, not the host's: what may
 * not leave does not go there, by whatever name it is asked for.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { SECRET_CASES } from "../fixture/secrets-cases.ts";
import { type Simulated, simulateOllama } from "../fixture/runtimes.ts";

const SECRET = SECRET_CASES[0]!.text;

let ollama: Simulated;
let gateway: TestGateway;
beforeAll(async () => {
  ollama = simulateOllama([
    { name: "near:7b" },
    { name: "gpt-oss:120b-cloud" },
    { name: "qwen3-coder:cloud" },
    { name: "house:latest", remote_host: "https://ollama.com:443" },
  ]);
  const { url } = ollama;
  gateway = await testGateway({
    providers: {
      ollama: { kind: "ollama", url },
      plain: { kind: "openai-compatible", url },
      mute: { kind: "openai-compatible", url: url.replace("/v1", "/mute") },
    },
    aliases: { best: "ollama/house", "claude-local": ["ollama/gpt-oss:120b-cloud", "plain/house"] },
  });
});
beforeEach(() => {
  ollama.chats.length = 0;
  ollama.broken.clear();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  ollama.stop();
});

const NAMES = [
  "gpt-oss:120b-cloud",
  "qwen3-coder:cloud",
  "house",
  "house:latest",
  "ollama/house",
  "ollama/gpt-oss:120b-cloud",
  "plain/house:latest",
  "plain/qwen3-coder:cloud",
  "mute/new:cloud",
  "best",
  "claude-local",
];

test.each(NAMES)("a secret never goes to %s", async (name) => {
  const response = await gateway.ask(question(name, {}, SECRET));
  expect(response.status).toBe(451);
  expect(await gateway.receiptOf(response)).toMatchObject({ level: "secret", served: "" });
  expect(ollama.chats).toEqual([]);
});

test("it goes to a model that runs on this machine itself", async () => {
  const response = await gateway.ask(question("ollama/near:7b", {}, SECRET));
  expect([response.status, ollama.chats.length]).toEqual([200, 1]);
});

test("not even when Ollama no longer lists anything", async () => {
  ollama.broken.set("/api/tags", 500);
  ollama.broken.set("/v1/models", 500);
  await Bun.sleep(1_050);
  // a name that nobody knows makes the gateway ask for the lists at once
  expect((await gateway.ask(question("nobody-knows-this"))).status).toBe(404);
  for (const name of ["house", "ollama/house", "best", "ollama/house:latest"]) {
    expect([name, (await gateway.ask(question(name, {}, SECRET))).status]).toEqual([name, 451]);
  }
  expect(ollama.chats).toEqual([]);
});

describe("internal content", () => {
  test("needs a consent for the provider that passes it on, and the record is external then", async () => {
    await using fresh = await testGateway({ providers: { ollama: { kind: "ollama", url: ollama.url } } });
    const refused = await fresh.ask(question("house"));
    expect(refused.status).toBe(451);
    expect(await refused.text()).toContain("gateway consent grant ollama");
    await fresh.consent("ollama");
    const served = await fresh.ask(question("house"));
    expect(served.status).toBe(200);
    expect(await fresh.receiptOf(served)).toMatchObject({ served: "ollama/house:latest", reach: "external" });
    expect(JSON.parse(ollama.chats[0] ?? "{}")).toMatchObject({ model: "house:latest" });
  });
});
