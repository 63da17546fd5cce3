/** What can be asked for, as a client's list of models shows it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

type Row = { readonly id: string; readonly object: string; readonly created: number; readonly owned_by: string };

let upstream: Upstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = startUpstream();
  const kind = "openai-compatible";
  gateway = await testGateway({
    providers: {
      one: { kind, url: upstream.url, models: ["whole", "both", "org/model:7b"] },
      two: { kind, url: upstream.url, models: ["both", "größe 模型"] },
      silent: { kind, url: "http://127.0.0.1:9/v1" },
    },
    aliases: { fast: "one/whole", both: "two/both", "a/b": ["nowhere/x", "two/both"], dangling: "nowhere" },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

const get = (path: string) => fetch(`${gateway.url}/v1/models${path}`);
async function list(): Promise<readonly Row[]> {
  return ((await (await get("")).json()) as { data: Row[] }).data;
}

test("the list has auto, the aliases that lead somewhere, the models by name, and by their full name", async () => {
  const response = await get("");
  expect(response.headers.get("content-type")).toStartWith("application/json");
  expect(Object.keys((await response.json()) as object)).toEqual(["object", "data"]);
  expect((await list()).map((row) => `${row.id} (${row.owned_by})`)).toEqual([
    "auto (gateway)",
    "fast (gateway)",
    "both (gateway)",
    "a/b (gateway)",
    "whole (one)",
    "org/model:7b (one)",
    "größe 模型 (two)",
    "one/whole (one)",
    "one/both (one)",
    "one/org/model:7b (one)",
    "two/both (two)",
    "two/größe 模型 (two)",
  ]);
});

test("each name on the list can be looked up, as it is or encoded, and asked for", async () => {
  for (const row of await list()) {
    expect(row).toEqual({ id: row.id, object: "model", created: 0, owned_by: row.owned_by });
    for (const path of [row.id, encodeURIComponent(row.id)]) {
      const found = await get(`/${path}`);
      expect([path, found.status, await found.json()]).toEqual([path, 200, row]);
    }
    expect([row.id, (await gateway.ask(question(row.id))).status]).toEqual([row.id, 200]);
  }
});

describe("a name that leads nowhere", () => {
  const names = [
    "nothing",
    "one/nothing",
    "nowhere/whole",
    "dangling",
    "constructor",
    "__proto__",
    "%2F",
    "%zz",
    "a%00b",
  ];
  test.each([...names, "x".repeat(3_000)].map((name) => [name.slice(0, 20), name]))(
    "(%s) is a 404",
    async (_, name) => {
      const response = await get(`/${name}`);
      const body = (await response.json()) as { error: Record<string, unknown> };
      expect(response.status).toBe(404);
      expect(Object.keys(body)).toEqual(["error"]);
      expect(body.error).toMatchObject({ code: "model_not_found", param: "model", type: "invalid_request_error" });
      expect(String(body.error["message"]).length).toBeLessThan(400);
    },
  );

  test("is one also when it is asked for", async () => {
    const response = await gateway.ask(question("dangling"));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "model_not_found", param: "model" } });
  });
});

describe("the name of the model that served", () => {
  test.each([
    ["größe 模型", "it/gr%C3%B6%C3%9Fe%20%E6%A8%A1%E5%9E%8B"],
    ["a\r\nset-cookie: b=1", "it/a%0D%0Aset-cookie:%20b=1"],
    ["half \ud800", "it/half%20%EF%BF%BD"],
  ])("%j stands in a header that any client can read, and whole on the receipt", async (model, header) => {
    await using odd = await testGateway({
      providers: { it: { kind: "openai-compatible", url: upstream.url, models: [model] } },
    });
    const response = await odd.ask(question(model));
    expect([response.status, response.headers.get("x-gateway-route")]).toEqual([200, header]);
    expect(response.headers.has("set-cookie")).toBe(false);
    expect(await odd.receiptOf(response)).toMatchObject({ served: `it/${model.toWellFormed()}` });
  });
});
