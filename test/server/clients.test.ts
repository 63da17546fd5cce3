/** What a client can do: leave at any time, read slowly, send nonsense. Over real sockets. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { countReceipts, listReceipts } from "../../src/store/receipts.ts";
import { verifyLedger } from "../../src/store/verify.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { BEHAVIOURS, startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = startUpstream();
  gateway = await testGateway({
    server: { body_limit: 1 },
    providers: { sim: { kind: "openai-compatible", url: upstream.url, models: Object.keys(BEHAVIOURS) } },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

async function until<T>(find: () => T | undefined): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const found = find();
    if (found !== undefined) return found;
    await Bun.sleep(10);
  }
  throw new Error("it did not come about");
}

const newest = () => listReceipts(gateway.gateway.rim.ledger.db, 1)[0]?.receipt;

describe("a client that leaves", () => {
  const stages = [
    ["before the first byte", question("stall-before-answer")],
    ["before the first byte of a stream", question("stall-before-answer", { stream: true })],
    ["in the middle of a stream", question("stall-mid-stream", { stream: true })],
  ] as const;

  test.each(stages)("%s closes the provider's side within 100 ms, and its receipt", async (_stage, body) => {
    upstream.seen.length = 0;
    const leaving = new AbortController();
    const asking = gateway.ask(body, { signal: leaving.signal }).then(async (response) => {
      const reader = response.body!.getReader();
      await reader.read();
      await reader.read();
    });
    asking.catch(() => {});
    await until(() => upstream.seen[0]);
    await Bun.sleep(60);
    const left = performance.now();
    leaving.abort();
    const closedAt = await until(() => upstream.seen[0]!.closedAt);
    expect(closedAt - left).toBeLessThan(100);
    const receipt = await until(() => (newest()?.end === "cut-by-client" ? newest() : undefined));
    expect(receipt.asked).toBe(body.model as string);
    expect(gateway.gateway.rim.leashes.running).toBe(0);
  });

  test("when it has read the last event has had its whole answer, though the connection was still open", async () => {
    upstream.seen.length = 0;
    const leaving = new AbortController();
    const response = await gateway.ask(question("stall-after-end", { stream: true }), { signal: leaving.signal });
    let text = "";
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    while (!text.includes("[DONE]")) text += (await reader.read()).value ?? "";
    leaving.abort();
    await until(() => upstream.seen[0]!.closedAt);
    const receipt = await until(() => (newest()?.asked === "stall-after-end" ? newest() : undefined));
    expect(receipt).toMatchObject({ end: "complete", status: 200, usage: { input: 7, output: 3 } });
  });
});

describe("a body that", () => {
  const deep = `{"model":"whole","messages":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  const cases: readonly [string, string | Uint8Array, number, RegExp][] = [
    ["is no JSON", "{nonsense", 400, /not valid JSON/],
    ["is empty", "", 400, /not valid JSON/],
    ["is a list", "[]", 400, /not a JSON object/],
    ["is null", "null", 400, /not a JSON object/],
    ["is nested without end", deep, 400, /nested too deeply|not an object/],
    ["is not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, /not valid UTF-8/],
    [
      "is larger than the limit",
      JSON.stringify(question("whole", {}, "x".repeat(2 << 20))),
      413,
      /larger than the limit/,
    ],
    ["names no model", JSON.stringify({ messages: [] }), 400, /names no model/],
    ["has no messages", JSON.stringify({ model: "whole", messages: [] }), 400, /list of messages is empty or missing/],
    [
      "has a message of no role",
      JSON.stringify({ model: "whole", messages: [{ role: "wizard", content: "x" }] }),
      400,
      /role must be/,
    ],
    [
      "has a stream flag that is none",
      JSON.stringify(question("whole", { stream: "yes" })),
      400,
      /stream is not a boolean/,
    ],
  ];
  test.each(cases)("%s is answered in the client's dialect, and has its receipt", async (_name, body, status, says) => {
    const response = await gateway.ask(body);
    const answer = (await response.json()) as { error: { message: string; type: string; code: string } };
    expect(response.status).toBe(status);
    expect(answer.error.message).toMatch(says);
    expect(answer.error.type).toBe("invalid_request_error");
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(await gateway.receiptOf(response)).toMatchObject({ end: "refused", verdict: "invalid", status });
  });

  test("names the field that is wrong, as OpenAI does", async () => {
    const response = await gateway.ask({
      model: "whole",
      messages: [
        { role: "user", content: "x" },
        { role: "user", content: 5 },
      ],
    });
    expect(await response.json()).toMatchObject({ error: { param: "messages[1].content" } });
  });

  test("comes in chunks of no known length is counted as it comes", async () => {
    const chunk = new TextEncoder().encode("x".repeat(1 << 16));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 64) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: "POST", body });
    expect(response.status).toBe(413);
  });
});

describe("headers", () => {
  test("that claim a level raise it; a level that is none is refused", async () => {
    const raised = await gateway.ask(question("whole"), { headers: { "x-gateway-trust": "confidential" } });
    expect(raised.headers.get("x-gateway-level")).toBe("confidential");
    const wrong = await gateway.ask(question("whole"), { headers: { "x-gateway-trust": "top-secret" } });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain("public, internal, confidential, secret");
  });

  test("name the client on the receipt, if it is a name", async () => {
    const named = await gateway.ask(question("whole"), { headers: { "x-gateway-client": "codex" } });
    expect(await gateway.receiptOf(named)).toMatchObject({ client: "codex" });
    const odd = await gateway.ask(question("whole"), { headers: { "x-gateway-client": "../../etc <b>" } });
    expect(await gateway.receiptOf(odd)).toMatchObject({ client: "unnamed" });
  });

  test("in a flood do not take the server down", async () => {
    const headers = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`x-flood-${i}`, "y".repeat(50)]));
    await gateway.ask(question("whole"), { headers }).then(
      (response) => expect([200, 400, 413, 431]).toContain(response.status),
      () => {},
    );
    expect((await gateway.ask(question("whole"))).status).toBe(200);
  });

  test("of a web page are turned away", async () => {
    const rebound = await gateway.ask(question("whole"), { headers: { host: "evil.example" } });
    expect(rebound.status).toBe(403);
    const page = await gateway.ask(question("whole"), { headers: { origin: "https://evil.example" } });
    expect(page.status).toBe(403);
    expect(await page.json()).toMatchObject({ error: { code: "host-refused" } });
  });

  test("of the client's do not reach the provider", async () => {
    upstream.seen.length = 0;
    await gateway.ask(question("whole"), {
      headers: { authorization: "Bearer client-token", cookie: "a=b", "x-secret": "c" },
    });
    const { headers } = upstream.seen[0]!;
    for (const name of ["authorization", "cookie", "x-secret"]) expect(headers.has(name)).toBe(false);
    expect(headers.get("user-agent")).toStartWith("adaptive-llm-gateway/");
  });
});

test("law 2: what reaches the provider is what the client sent, but for the model's name", async () => {
  await using aliased = await testGateway({
    providers: { sim: { kind: "openai-compatible", url: upstream.url, models: ["whole"] } },
    aliases: { fast: "sim/whole" },
  });
  const body = `{ "messages":[ {"role":"user","content":"h\\u00e9 \\n \\"q\\"", "x":1e2 } ],\t"model" : "fast","unknown":{"b":[1,2.50],"a":null}, "temperature":0.70 }`;
  upstream.seen.length = 0;
  await aliased.ask(body);
  await aliased.ask(body.replace(`"fast"`, `"whole"`));
  expect(upstream.seen.map((one) => one.body)).toEqual([
    body.replace(`"fast"`, `"whole"`),
    body.replace(`"fast"`, `"whole"`),
  ]);
});

test("every request above has one receipt, and the ledger is whole", async () => {
  await Bun.sleep(50);
  const { db } = gateway.gateway.rim.ledger;
  expect(verifyLedger(db).faults).toEqual([]);
  expect(countReceipts(db)).toBeGreaterThan(20);
  const open = db.query(
    "SELECT count(*) AS n FROM ledger o WHERE kind = 'opened' AND NOT EXISTS (SELECT 1 FROM ledger r WHERE r.kind = 'receipt' AND r.id = substr(o.id, 1, 36))",
  );
  expect(open.get()).toEqual({ n: 0 });
});
