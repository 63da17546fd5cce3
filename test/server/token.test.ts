/** Clients known by the gateway's own tokens: who is let in beyond this machine, and that no token travels further. */
import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { newToken, tokenHash } from "../../src/kit/token.ts";
import { listReceipts } from "../../src/store/receipts.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

const [LAPTOP, PHONE, STALE, OWN] = [newToken(), newToken(), newToken(), "sk-the-clients-own-key"];
const MESSAGES = [{ role: "user" as const, content: "hi" }];

let upstream: Upstream;
let beyond: TestGateway;
let near: TestGateway;

beforeAll(async () => {
  upstream = startUpstream();
  const sim = { kind: "openai-compatible", url: upstream.url, models: ["whole", "stream"] };
  const clients = {
    laptop: { token: tokenHash(LAPTOP) },
    phone: { token: tokenHash(PHONE), floor: "confidential" as const },
  };
  beyond = await testGateway({ server: { host: "0.0.0.0" }, providers: { sim }, clients });
  near = await testGateway({ providers: { sim: { ...sim, key: "client" } }, clients });
});
afterAll(async () => {
  await beyond[Symbol.asyncDispose]();
  await near[Symbol.asyncDispose]();
  upstream.stop();
});

const openai = (apiKey: string, headers: Record<string, string> = {}) =>
  new OpenAI({ baseURL: `${beyond.url}/v1`, apiKey, defaultHeaders: headers });
const anthropic = (key: { apiKey: string } | { authToken: string }, headers: Record<string, string> = {}) =>
  new Anthropic({ baseURL: beyond.url, apiKey: null, authToken: null, ...key, defaultHeaders: headers });

/** What a call failed with, and how many times it was sent. */
async function refused(from: OpenAI | Anthropic, calling: () => Promise<unknown>) {
  let sent = 0;
  const { fetch } = from as unknown as { fetch: typeof globalThis.fetch };
  Object.assign(from, { fetch: (...call: Parameters<typeof fetch>) => (sent++, fetch(...call)) });
  const error = (await calling().then(
    () => undefined,
    (error: unknown) => error,
  )) as { status?: number; message?: string } | undefined;
  return { status: error?.status, message: error?.message ?? "", sent };
}

describe("beyond this machine", () => {
  test("OpenAI's own client is let in by its token, whole, streamed, and for the list of models", async () => {
    const client = openai(LAPTOP, { "api-key": OWN });
    const { data, response } = await client.chat.completions
      .create({ model: "whole", messages: MESSAGES })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe("fine");
    expect(await beyond.receiptOf(response)).toMatchObject({ client: "laptop" });
    const stream = await client.chat.completions.create({ model: "stream", messages: MESSAGES, stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("Hello");
    expect((await client.models.list()).data.map((one) => one.id)).toContain("sim/whole");
  });

  test.each([
    ["x-api-key", { apiKey: LAPTOP }],
    ["Authorization", { authToken: LAPTOP }],
  ] as const)("Anthropic's own client is let in by its token in %s", async (_header, key) => {
    const client = anthropic(key, { "api-key": OWN });
    const { data, response } = await client.messages
      .create({ model: "whole", max_tokens: 10, messages: MESSAGES })
      .withResponse();
    expect(data.content).toMatchObject([{ type: "text", text: "fine" }]);
    expect(await beyond.receiptOf(response)).toMatchObject({ client: "laptop" });
  });

  test.each([
    ["no token", OWN],
    ["a token that is no longer known", STALE],
  ])("OpenAI's own client with %s is told what to type, once", async (_what, key) => {
    const client = openai(key);
    const told = await refused(client, () => client.chat.completions.create({ model: "whole", messages: MESSAGES }));
    expect(told).toMatchObject({ status: 401, sent: 1 });
    expect(told.message).toContain("gateway token create NAME");
    expect(await refused(client, async () => client.models.list())).toMatchObject({ status: 401 });
  });

  test("so is Anthropic's", async () => {
    const client = anthropic({ apiKey: STALE });
    const create = () => client.messages.create({ model: "whole", max_tokens: 10, messages: MESSAGES });
    const told = await refused(client, create);
    expect(told).toMatchObject({ status: 401, sent: 1 });
    expect(told.message).toContain("authentication_error");
    expect(told.message).toContain("gateway token create NAME");
  });

  test.each([
    ["POST", "/v1/chat/completions", { error: { code: "token-required", type: "authentication_error" } }],
    ["POST", "/v1/messages", { type: "error", error: { type: "authentication_error" } }],
    ["POST", "/api/chat", { error: expect.stringContaining("gateway token create") }],
    ["GET", "/v1/models", { error: { code: "token-required" } }],
    ["GET", "/health", { error: { code: "token-required" } }],
  ])("%s %s refuses in the dialect of its path", async (method, path, body) => {
    const response = await fetch(`${beyond.url}${path}`, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.json()).toMatchObject(body);
  });

  test("Codex, which asks again after a 401, is told by a 400", async () => {
    const response = await fetch(`${beyond.url}/v1/responses`, { method: "POST" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "token-required" } });
  });

  test("strangers write nothing to the ledger", async () => {
    const rows = () => listReceipts(beyond.gateway.rim.ledger.db, 100).length;
    const before = rows();
    for (let i = 0; i < 20; i++) await beyond.ask(question("whole"));
    await Bun.sleep(30);
    expect(rows()).toBe(before);
  });
});

describe("a token", () => {
  test("names its client, whatever the client calls itself", async () => {
    const headers = { authorization: `Bearer ${PHONE}`, "x-gateway-client": "laptop", "api-key": OWN };
    for (const gateway of [near, beyond]) {
      const response = await gateway.ask(question("whole"), { headers });
      expect(await gateway.receiptOf(response)).toMatchObject({ client: "phone", level: "confidential" });
    }
  });

  test("is not needed on this machine", async () => {
    const response = await near.ask(question("whole"), { headers: { authorization: `Bearer ${OWN}` } });
    expect(await near.receiptOf(response)).toMatchObject({ client: "unnamed", status: 200 });
  });

  test.each([
    ["that is known", LAPTOP],
    ["that was revoked", STALE],
  ])("%s goes to no provider, and the client's own key beside it does", async (_what, token) => {
    upstream.seen.length = 0;
    const headers = { authorization: `Bearer ${token}`, "x-api-key": token, "api-key": OWN };
    expect((await near.ask(question("whole"), { headers })).status).toBe(200);
    expect(upstream.seen).toHaveLength(1);
    expect([...upstream.seen[0]!.headers]).toContainEqual(["api-key", OWN]);
    expect([...upstream.seen[0]!.headers].flat().join("\n")).not.toContain(token);
  });

  test("alone is no key for a provider that takes the client's own", async () => {
    const headers = { authorization: `Bearer ${LAPTOP}` };
    const response = await near.ask(question("whole"), { headers });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "key-missing" } });
  });

  test("stands in no file of the gateway's, and reached no provider in any header above", () => {
    for (const { home } of [near, beyond]) {
      const files = readdirSync(home.path, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      expect(files.length).toBeGreaterThan(1);
      for (const file of files) {
        const bytes = readFileSync(join(file.parentPath, file.name));
        for (const secret of [LAPTOP, PHONE, STALE, OWN]) expect(bytes.includes(secret)).toBe(false);
      }
    }
    const travelled = upstream.seen.flatMap(({ headers, body }) => [...headers].flat().concat(body)).join("\n");
    for (const token of [LAPTOP, PHONE, STALE]) expect(travelled).not.toContain(token);
  });
});
