/** What the gateway can answer itself where no provider takes the request, over real sockets. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
let gateway: TestGateway;
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(gateway.url + path, { method: "POST", headers, body: JSON.stringify(body) });

beforeAll(async () => {
  upstream = startUpstream();
  gateway = await testGateway({
    providers: {
      acme: { kind: "openai-compatible", url: upstream.url, reach: "external", models: ["whole", "stream"] },
      near: { kind: "openai-compatible", url: upstream.url, models: ["loop"] },
    },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

test("tokens are estimated where nobody counts them: nothing is sent, whatever is in the prompt, and there is a receipt", async () => {
  const secret = ["glpat-", "x7Kp2Wm9Qz4Rt6Yv8Bn3"].join("");
  const content = `${"A sentence of an ordinary length. ".repeat(100)}${secret}`;
  const response = await post("/v1/messages/count_tokens", {
    model: "acme/whole",
    messages: [{ role: "user", content }],
  });
  expect(response.status).toBe(200);
  const { input_tokens } = (await response.json()) as { input_tokens: number };
  // the vendors' tokenizers make about seven tokens of the sentence
  expect(input_tokens).toBeWithin(700, 1_400);
  expect(await gateway.receiptOf(response)).toMatchObject({ verdict: "own", end: "complete", served: "gateway" });
  expect(upstream.seen).toEqual([]);
});

test("a model is loaded without being asked anything", async () => {
  const response = await post("/api/generate", { model: "acme/whole", keep_alive: "5m" });
  expect(await response.json()).toMatchObject({ model: "acme/whole", response: "", done: true, done_reason: "load" });
  expect(upstream.seen).toEqual([]);
});

test("an agent that asks the same for ever is stopped, and its receipts lead to the first", async () => {
  const headers = { "x-claude-code-session-id": "session-1" };
  const body = { model: "near/loop", max_tokens: 9, messages: [{ role: "user", content: "again" }] };
  const statuses: number[] = [];
  let last: Response | undefined;
  for (let i = 0; i < 22; i++) {
    last = await post("/v1/messages", body, headers);
    statuses.push(last.status);
    if (i < 21) await last.text();
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.slice(20)).toEqual([451, 451]);
  expect(last!.headers.get("x-should-retry")).toBe("false");
  expect(await last!.text()).toContain("asked the same more than 20 times");
  expect(await gateway.receiptOf(last!)).toMatchObject({ session: "session-1", again: expect.any(String) });
  expect((await post("/v1/messages", body)).status).toBe(200);
});
