/** A request is not sent to a model whose runtime says that it cannot serve it: the next one answers, or the refusal says why. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { type Simulated, simulateOllama } from "../fixture/runtimes.ts";

let runtime: Simulated;
let gateway: TestGateway;
beforeAll(async () => {
  // an embedder stands first, as it may in any list
  runtime = simulateOllama([
    { name: "nomic:latest", capabilities: ["embedding"] },
    { name: "plain:1b", capabilities: ["completion"] },
    { name: "able:8b", capabilities: ["completion", "tools", "vision"] },
  ]);
  gateway = await testGateway({ providers: { olla: { kind: "ollama", url: runtime.url } } });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  runtime.stop();
});

const tools = [{ type: "function", function: { name: "f", parameters: { type: "object" } } }];
const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };

test.each([
  ["a chat", {}, "olla/plain:1b"],
  ["a chat with tools", { tools }, "olla/able:8b"],
  ["a chat with an image", { messages: [{ role: "user", content: [image] }] }, "olla/able:8b"],
])("auto gives %s to the first model that can", async (_name, more, route) => {
  const response = await gateway.ask(question("auto", more));
  expect([response.status, response.headers.get("x-gateway-route")]).toEqual([200, route]);
});

test.each([
  ["nomic", {}, "chat"],
  ["olla/plain:1b", { tools }, "tools"],
])("%s is not sent what it cannot do, and that is said", async (model, more, need) => {
  runtime.chats.length = 0;
  const response = await gateway.ask(question(model, more));
  expect(response.ok).toBe(false);
  expect(await response.text()).toContain(`it cannot do ${need}`);
  expect(runtime.chats).toEqual([]);
});

test("embeddings are asked of a model that embeds", async () => {
  const body = JSON.stringify({ model: "auto", input: "hi" });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${gateway.url}/v1/embeddings`, { method: "POST", headers, body });
  expect(response.headers.get("x-gateway-route")).toBe("olla/nomic:latest");
});
