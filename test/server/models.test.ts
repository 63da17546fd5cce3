/** What can be asked for, as a client's list of models shows it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import OpenAI from "openai";
import { pageOf } from "../../src/server/page.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { simulateOllama } from "../fixture/runtimes.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

type Row = { readonly id: string; readonly owned_by: string; readonly display_name: string };

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
      lan: { kind, url: "http://127.0.0.1:9/v1", reach: "network" },
      acme: { kind, url: upstream.url, reach: "external" },
    },
    aliases: {
      fast: "one/whole",
      both: "two/both",
      "a/b": ["nowhere/x", "two/both"],
      dangling: "nowhere",
      "claude-3-5-haiku-local": ["one/whole", "lan/big", "acme/opus", "two/both"],
    },
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
  expect(await response.json()).toMatchObject({ object: "list", has_more: false, first_id: "auto" });
  expect((await list()).map((row) => `${row.id} (${row.owned_by})`)).toEqual([
    "auto (gateway)",
    "fast (gateway)",
    "both (gateway)",
    "a/b (gateway)",
    "claude-3-5-haiku-local (gateway)",
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
    expect(row).toMatchObject({ object: "model", type: "model", created: 0, created_at: "1970-01-01T00:00:00Z" });
    for (const path of [row.id, encodeURIComponent(row.id)]) {
      const found = await get(`/${path}`);
      expect([path, found.status, await found.json()]).toEqual([path, 200, row]);
    }
    expect([row.id, (await gateway.ask(question(row.id))).status]).toEqual([row.id, 200]);
  }
});

test("a name says which model really answers, and where that runs, whatever it pretends to be", async () => {
  const titles = new Map((await list()).map((row) => [row.id, row.display_name]));
  expect(titles.get("claude-3-5-haiku-local")).toBe(
    "claude-3-5-haiku-local: one/whole on this machine, else lan/big on your network, else acme/opus at a third party, else 1 more",
  );
  expect(titles.get("auto")).toBe("auto: any model that may answer, one/whole on this machine first");
  expect(titles.get("both")).toBe("both: two/both on this machine");
  expect(titles.get("whole")).toBe("one/whole on this machine");
});

describe("what clients read", () => {
  test("OpenAI's SDK reads the whole list, and one of it", async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "any" });
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual((await list()).map((row) => row.id));
    expect(await client.models.retrieve("fast")).toMatchObject({ id: "fast", object: "model", owned_by: "gateway" });
  });

  test("Anthropic's SDK reads it page by page, forwards and backwards, and one of it", async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: "any" });
    const all = (await list()).map((row) => row.id);
    for (const limit of [1, 5, 1_000]) {
      const ids: string[] = [];
      for await (const model of client.models.list({ limit })) ids.push(model.id);
      expect(ids).toEqual(all);
    }
    const back: string[] = [];
    for await (const model of client.models.list({ limit: 2, before_id: all.at(-1)! })) back.push(model.id);
    expect(back.toSorted()).toEqual(all.slice(0, -1).toSorted());
    const one = await client.models.retrieve("claude-3-5-haiku-local");
    expect(one).toMatchObject({ id: "claude-3-5-haiku-local", type: "model", max_input_tokens: null });
  });

  test("Claude Code's discovery finds the names that begin with its vendor's, with their titles", async () => {
    const headers = {
      "anthropic-version": "2023-06-01",
      authorization: "Bearer any",
      "user-agent": "claude-code/2.1.330",
    };
    const response = await fetch(`${gateway.url}/v1/models?limit=1000`, { headers });
    const { data } = (await response.json()) as { data: Row[] };
    const found = data.filter((row) => /^(claude|anthropic)/.test(row.id)).map((row) => row.display_name);
    expect(found).toEqual([expect.stringContaining("one/whole on this machine")]);
  });

  test("Codex is given a list of its own without an entry, because an entry would take its instructions away", async () => {
    expect(await (await get("?client_version=0.169.0")).json()).toMatchObject({ models: [], object: "list" });
    expect(await (await get("")).json()).not.toHaveProperty("models");
  });

  test.each([
    ["?limit=0", "limit"],
    ["?limit=1001", "limit"],
    ["?limit=two", "limit"],
    ["?limit=", "limit"],
    ["?after_id=nobody", "after_id"],
    ["?before_id=nobody", "before_id"],
  ])("%s is refused, in the dialect of who asks", async (query, param) => {
    const plain = await get(query);
    expect([plain.status, await plain.json()]).toMatchObject([
      400,
      { error: { param, type: "invalid_request_error" } },
    ]);
    const theirs = await fetch(`${gateway.url}/v1/models${query}`, { headers: { "anthropic-version": "2023-06-01" } });
    expect([theirs.status, await theirs.json()]).toMatchObject([
      400,
      { type: "error", error: { type: "invalid_request_error", message: expect.stringContaining(param) } },
    ]);
  });

  test("pages, one after the other, are the list, whatever their size and in both directions", () => {
    const rows = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom("after_id", "before_id"),
        (ids, limit, way) => {
          const seen: string[] = [];
          let query: Record<string, string> = { limit: String(limit) };
          for (;;) {
            const page = pageOf(
              ids.map((id) => ({ id })),
              (name) => query[name],
            );
            if ("status" in page) throw new Error(page.message);
            const got = page.data.map((row) => row.id);
            expect(got.length).toBeLessThanOrEqual(limit);
            if (way === "after_id" || query[way] !== undefined)
              seen.splice(way === "after_id" ? seen.length : 0, 0, ...got);
            if (way === "before_id" && query[way] === undefined) query = { ...query, before_id: ids.at(-1)! };
            else if (!page.has_more) break;
            else query = { limit: String(limit), [way]: (way === "after_id" ? page.last_id : page.first_id)! };
          }
          expect(seen).toEqual(way === "after_id" ? ids : ids.slice(0, -1));
        },
      ),
    );
  });
});

test("a runtime that comes later is on the list without anybody asking for its models by name", async () => {
  const models = [{ name: "first:1b" }];
  using ollama = simulateOllama(models);
  await using late = await testGateway({ providers: { it: { kind: "ollama", url: ollama.url } } });
  const ids = async () =>
    ((await (await fetch(`${late.url}/v1/models`)).json()) as { data: Row[] }).data.map((row) => row.id);
  expect(await ids()).toEqual(["auto", "first:1b", "it/first:1b"]);
  models.push({ name: "second:1b" });
  // a list is old after ten seconds
  Object.assign(late.gateway.rim, { now: () => Date.now() + 11_000 });
  expect(await ids()).toContain("second:1b");
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

  test("is a 404 of Anthropic's where that is spoken", async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: "any", maxRetries: 0 });
    const error = await client.models.retrieve("nothing").catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Anthropic.NotFoundError);
    expect(error).toMatchObject({ error: { type: "error", error: { type: "not_found_error" } } });
  });

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
