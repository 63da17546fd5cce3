/** What a provider can do wrong, over real sockets: each ends in an answer the client understands and a closed receipt. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { BEHAVIOURS, startUpstream, type Upstream, WHOLE } from "../fixture/upstream.ts";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = startUpstream();
  const timeouts = { connect_timeout: 1, first_byte_timeout: 0.4, idle_timeout: 0.4 };
  gateway = await testGateway({
    providers: {
      sim: { kind: "openai-compatible", url: upstream.url, models: Object.keys(BEHAVIOURS), ...timeouts },
      gone: { kind: "openai-compatible", url: "http://127.0.0.1:9/v1", models: ["gone"], ...timeouts },
    },
    aliases: {
      failover: ["gone", "sim/whole"],
      "failover-status": ["sim/broken", "sim/whole"],
      "failover-cut": ["sim/close-before-answer", "sim/whole"],
    },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

type Case = {
  readonly model: string;
  readonly stream?: boolean;
  readonly status: number;
  readonly says: RegExp;
  readonly not?: RegExp;
  readonly end: string;
};

const cases: readonly Case[] = [
  { model: "whole", status: 200, says: /"fine"/, end: "complete" },
  { model: "stream", stream: true, status: 200, says: /Hel[^]*lo[^]*\[DONE\]/, end: "complete" },
  { model: "stream-split", stream: true, status: 200, says: /Grüße 🙂[^]*\[DONE\]/, end: "complete" },
  { model: "no-terminator", stream: true, status: 200, says: /Hel[^]*\[DONE\]\n\n$/, not: /"error"/, end: "complete" },
  { model: "silent-end", stream: true, status: 200, says: /Hel[^]*"error"[^]*\[DONE\]\n\n$/, end: "cut-by-upstream" },
  {
    model: "cut-mid-stream",
    stream: true,
    status: 200,
    says: /lo[^]*"error"[^]*\[DONE\]\n\n$/,
    end: "cut-by-upstream",
  },
  {
    model: "cut-mid-event",
    stream: true,
    status: 200,
    says: /Hel[^]*"error"[^]*\[DONE\]\n\n$/,
    end: "cut-by-upstream",
  },
  {
    model: "stall-mid-stream",
    stream: true,
    status: 200,
    says: /Hel[^]*sent nothing[^]*\[DONE\]\n\n$/,
    end: "cut-by-upstream",
  },
  { model: "stall-before-answer", status: 504, says: /upstream-timeout/, end: "upstream-error" },
  { model: "stall-before-answer", stream: true, status: 504, says: /upstream-timeout/, end: "upstream-error" },
  { model: "close-before-answer", status: 502, says: /closed the connection/, end: "upstream-error" },
  { model: "cut-body", status: 502, says: /middle of its answer/, end: "upstream-error" },
  { model: "garbage", status: 502, says: /not JSON/, end: "upstream-error" },
  { model: "garbage", stream: true, status: 502, says: /no usable answer/, end: "upstream-error" },
  { model: "garbage-stream", stream: true, status: 200, says: /"error"[^]*\[DONE\]\n\n$/, end: "cut-by-upstream" },
  { model: "not-http", status: 502, says: /closed the connection/, end: "upstream-error" },
  { model: "html", status: 502, says: /text\/html that is not JSON/, not: /Sign in/, end: "upstream-error" },
  { model: "html", stream: true, status: 502, says: /no usable answer/, not: /Sign in/, end: "upstream-error" },
  {
    model: "html-error",
    status: 502,
    says: /answered 502 without a readable reason/,
    not: /<h1>/,
    end: "upstream-error",
  },
  { model: "redirect", status: 502, says: /redirects to another address/, not: /stolen/, end: "upstream-error" },
  { model: "json-for-stream", stream: true, status: 200, says: /data: .*"fine"[^]*\[DONE\]\n\n$/, end: "complete" },
  { model: "unauthorized", status: 401, says: /"bad key"[^]*invalid_api_key/, end: "upstream-error" },
  { model: "odd-error", status: 401, says: /answered 401: Unauthorized/, end: "upstream-error" },
  { model: "context-length", stream: true, status: 400, says: /exceed_context_size_error/, end: "upstream-error" },
  { model: "broken", status: 500, says: /boom/, end: "upstream-error" },
  { model: "huge", status: 502, says: /larger than 64 MiB/, end: "upstream-error" },
  { model: "gone", status: 503, says: /does not answer at/, end: "upstream-error" },
];

describe("a provider that", () => {
  test.each(cases.map((one) => [`${one.model}${one.stream === true ? ", streamed" : ""}`, one] as const))(
    "%s",
    async (_name, one) => {
      const response = await gateway.ask(question(one.model, one.stream === true ? { stream: true } : {}));
      const body = await response.text();
      expect(response.status).toBe(one.status);
      expect(body).toMatch(one.says);
      if (one.not !== undefined) expect(body).not.toMatch(one.not);
      if (one.status !== 200) expect(JSON.parse(body)).toMatchObject({ error: { message: expect.any(String) } });
      if (one.stream === true && one.status === 200) {
        expect(response.headers.get("content-type")).toStartWith("text/event-stream");
        // what is no event at all goes through: a client's reader passes over it
        const events = body
          .trim()
          .split("\n\n")
          .filter((event) => event.includes(":"));
        for (const event of events) expect(event).toStartWith("data: ");
      }
      const receipt = await gateway.receiptOf(response);
      expect(receipt).toMatchObject({ end: one.end, asked: one.model });
      expect(response.headers.get("x-request-id")).toBe(receipt.id);
      expect(response.headers.get("request-id")).toBe(receipt.id);
    },
  );

  test("sends an event without an end costs bounded memory and ends with an error", async () => {
    const before = process.memoryUsage().rss;
    const response = await gateway.ask(question("endless-event", { stream: true }));
    expect(await response.text()).toMatch(/longer than 16777216 bytes[^]*\[DONE\]\n\n$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
    expect(await gateway.receiptOf(response)).toMatchObject({ end: "cut-by-upstream" });
  });
});

describe("the answer that comes", () => {
  test("is the provider's own, byte for byte", async () => {
    expect(await (await gateway.ask(question("whole"))).text()).toBe(WHOLE);
  });

  test("carries the provider's words on how to use it", async () => {
    const limited = await gateway.ask(question("rate-limited"));
    expect(limited.status).toBe(429);
    expect(limited.headers.get("retry-after")).toBe("30");
    expect(limited.headers.get("x-ratelimit-remaining-requests")).toBe("0");
  });

  test("counts the tokens on the receipt, streamed or not", async () => {
    for (const body of [question("whole"), question("stream", { stream: true })]) {
      const response = await gateway.ask(body);
      await response.text();
      expect(await gateway.receiptOf(response)).toMatchObject({
        usage: { input: 7, output: 3 },
        served: `sim/${body.model}`,
      });
    }
  });
});

describe("a second try", () => {
  test("is waited for when the provider says how long", async () => {
    upstream.seen.length = 0;
    const response = await gateway.ask(question("busy-once"));
    expect(response.status).toBe(200);
    expect(upstream.seen.length).toBe(2);
    const receipt = await gateway.receiptOf(response);
    expect(receipt.attempts.map((one) => one.status)).toEqual([503, 200]);
    expect(receipt.totalMs).toBeGreaterThanOrEqual(1_000);
  });

  test("is not made on the same provider when the first may have been read", async () => {
    upstream.seen.length = 0;
    await gateway.ask(question("close-before-answer"));
    expect(upstream.seen.length).toBe(1);
  });

  test.each(["failover", "failover-status", "failover-cut"])(
    "goes to the next model of the alias (%s)",
    async (alias) => {
      const response = await gateway.ask(question(alias));
      expect(response.status).toBe(200);
      const receipt = await gateway.receiptOf(response);
      expect(receipt.served).toBe("sim/whole");
      expect(receipt.attempts.length).toBe(2);
    },
  );
});

describe("a provider that asked for a rest", () => {
  test("is left alone until then, and the client is told how long", async () => {
    await using resting = await testGateway({
      providers: { sim: { kind: "openai-compatible", url: upstream.url, models: ["rate-limited"] } },
    });
    await (await resting.ask(question("rate-limited"))).text();
    upstream.seen.length = 0;
    const second = await resting.ask(question("rate-limited"));
    expect(second.status).toBe(503);
    expect(Number(second.headers.get("retry-after"))).toBeWithin(25, 31);
    expect(second.headers.get("x-should-retry")).toBe("true");
    expect(upstream.seen.length).toBe(0);
  });
});
