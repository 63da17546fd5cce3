/** A client's own key goes to its own vendor, with all that belongs to it, and to nobody else. */
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";

const seen: Headers[] = [];
let vendor: Bun.Server<undefined>;
let gateway: TestGateway;
const OWN = { authorization: "Bearer sk-ant-oat01-own", "x-api-key": "own-key", "user-agent": "claude-cli/2.1.330" };
const KEYS = ["authorization", "x-api-key", "api-key", "chatgpt-account-id"];

beforeAll(async () => {
  vendor = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      seen.push(request.headers);
      return Response.json({ choices: [{ message: { content: "a" }, finish_reason: "stop" }], content: [] });
    },
  });
  const url = `http://127.0.0.1:${vendor.port}`;
  const external = { reach: "external" as const, models: ["m"] };
  gateway = await testGateway(
    {
      trust: { default: "public" },
      providers: {
        claude: { kind: "anthropic", url, key: "client", ...external },
        keyed: { kind: "anthropic", url, key: "env:GATEWAY_TEST_KEY", ...external },
        vendor: { kind: "openai", url: `${url}/v1`, ...external },
        near: { kind: "openai-compatible", url: `${url}/v1`, models: ["n"] },
      },
    },
    { GATEWAY_TEST_KEY: "ours" },
  );
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await vendor.stop(true);
});
beforeEach(() => void (seen.length = 0));

async function sent(path: string, model: string, headers: Record<string, string>) {
  const body = JSON.stringify({ model, max_tokens: 1, messages: [{ role: "user", content: "hi" }] });
  const response = await fetch(gateway.url + path, { method: "POST", headers, body });
  await response.text();
  const last = seen.at(-1);
  return Object.fromEntries(KEYS.flatMap((name) => (last?.has(name) === true ? [[name, last.get(name)]] : [])));
}

test("to the vendor whose dialect it speaks, every key it sent and the name of its program", async () => {
  expect(await sent("/v1/messages", "claude/m", OWN)).toEqual({
    authorization: OWN.authorization,
    "x-api-key": OWN["x-api-key"],
  });
  expect(seen[0]!.get("user-agent")).toBe(OWN["user-agent"]);
  expect(await sent("/v1/chat/completions", "vendor/m", { authorization: "Bearer sk-own" })).toEqual({
    authorization: "Bearer sk-own",
  });
});

test("not where the gateway has a key, nor to a runtime nearby, nor to another vendor than its own", async () => {
  expect(await sent("/v1/messages", "keyed/m", OWN)).toEqual({ "x-api-key": "ours" });
  expect(await sent("/v1/chat/completions", "near/n", OWN)).toEqual({});
  seen.length = 0;
  // it speaks Anthropic's dialect, and its key is Anthropic's
  expect(await sent("/v1/messages", "vendor/m", OWN)).toEqual({});
  expect(seen).toEqual([]);
});

test("and where there is none at all, the error says so", async () => {
  const body = JSON.stringify({ model: "claude/m", max_tokens: 1, messages: [{ role: "user", content: "hi" }] });
  const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body });
  expect(await response.text()).toContain("the client sent none of its own");
  expect(seen).toEqual([]);
});
