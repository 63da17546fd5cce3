/** Bodies that are too large, too slow, broken off or ambiguous, byte by byte over a socket. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Receipt } from "../../src/model/receipt.ts";
import { listReceipts } from "../../src/store/receipts.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { configuredHome, serveProcess } from "../fixture/process.ts";
import { chatHead, rawClient } from "../fixture/raw-client.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

const LIMIT = 1 << 20;
const BODY = JSON.stringify(question("whole"));

let upstream: Upstream;
let gateway: TestGateway;
const providers = () => ({ sim: { kind: "openai-compatible", url: upstream.url, models: ["whole"] } });
beforeAll(async () => {
  upstream = startUpstream();
  gateway = await testGateway({ server: { body_limit: 1 }, providers: providers() });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

const receipts = () => listReceipts(gateway.gateway.rim.ledger.db, 1_000).map((one) => one.receipt);

async function newest(before: number): Promise<Receipt | undefined> {
  for (let i = 0; i < 200 && receipts().length === before; i++) await Bun.sleep(10);
  return receipts()[0];
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

describe("a body", () => {
  test("announced as larger than the limit is refused before a byte of it came", async () => {
    const client = await rawClient(gateway.listening.port);
    await client.send(chatHead(`content-length: ${50 << 20}\r\n`));
    expect(await client.status()).toBe(413);
    expect(client.got()).toContain(`larger than the limit of ${LIMIT} bytes; raise server.body_limit`);
    client.leave();
    expect(receipts()[0]).toMatchObject({ end: "refused", verdict: "invalid", status: 413, bytes: 50 << 20 });
  });

  const around: readonly [string, number, number][] = [
    ["of exactly the limit", LIMIT, 200],
    ["of one byte more", LIMIT + 1, 413],
  ];
  test.each(
    around.flatMap(
      ([name, size, status]) =>
        [
          [name, "announced", size, status],
          [name, "in chunks", size, status],
        ] as const,
    ),
  )("%s, %s", async (_name, how, size, status) => {
    const body = BODY.replace('"hi"', `"${"x".repeat(size - BODY.length + 2)}"`);
    expect(body.length).toBe(size);
    const client = await rawClient(gateway.listening.port);
    if (how === "announced") await client.send(chatHead(`content-length: ${size}\r\n`) + body);
    else
      await client.send(
        `${chatHead("transfer-encoding: chunked\r\n")}${chunk(body.slice(0, 1_000))}${chunk(body.slice(1_000))}0\r\n\r\n`,
      );
    expect(await client.status()).toBe(status);
    client.leave();
  });

  test("that comes byte by byte is read as any other, and holds up nobody", async () => {
    const slow = await rawClient(gateway.listening.port);
    await slow.send(chatHead("transfer-encoding: chunked\r\n"));
    for (const character of BODY) {
      await slow.send(chunk(character));
      await Bun.sleep(1);
    }
    expect((await gateway.ask(BODY)).status).toBe(200);
    await slow.send("0\r\n\r\n");
    expect(await slow.status()).toBe(200);
    expect(upstream.seen.at(-1)?.body).toBe(BODY);
    slow.leave();
  });

  test.each([
    ["of announced length", chatHead("content-length: 500\r\n") + BODY],
    ["in chunks", chatHead("transfer-encoding: chunked\r\n") + chunk(BODY)],
  ])("that breaks off (%s) is not sent on, and has its receipt", async (_how, sent) => {
    const before = receipts().length;
    upstream.seen.length = 0;
    const client = await rawClient(gateway.listening.port);
    await client.send(sent);
    await Bun.sleep(30);
    client.leave();
    expect(await newest(before)).toMatchObject({ end: "refused", verdict: "invalid", status: 400 });
    expect(upstream.seen).toEqual([]);
  });

  const unclear: readonly [string, string][] = [
    ["two lengths", "content-length: 5\r\ncontent-length: 60\r\n"],
    ["a length and chunks", `content-length: ${BODY.length}\r\ntransfer-encoding: chunked\r\n`],
    ["a length that is none", "content-length: five\r\n"],
    ["a negative length", "content-length: -1\r\n"],
    ["chunks of an odd kind", "transfer-encoding: chunked, identity\r\n"],
  ];
  test.each(unclear)("with %s is never sent on: two readers would disagree where it ends", async (_name, headers) => {
    upstream.seen.length = 0;
    const client = await rawClient(gateway.listening.port);
    await client.send(chatHead(headers) + BODY);
    const status = await Promise.race([client.status(), Bun.sleep(500).then(() => -1)]);
    expect([0, 400, 411, 501]).toContain(status);
    client.leave();
    expect(upstream.seen).toEqual([]);
  });
});

test("300 clients that never finish their request do not keep the next one waiting", async () => {
  const heads = [chatHead("content-length: 500\r\n"), "POST /v1/chat", chatHead("transfer-encoding: chunked\r\n")];
  const idle = await Promise.all(Array.from({ length: 300 }, () => rawClient(gateway.listening.port)));
  await Promise.all(idle.map((client, i) => client.send(heads[i % 3]!)));
  const began = performance.now();
  expect((await gateway.ask(BODY)).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(1_000);
  for (const client of idle) client.leave();
});

test.skipIf(process.platform !== "linux")(
  "whatever is sent, no more than about the limit of it is kept in memory",
  async () => {
    using home = await configuredHome({ server: { body_limit: 1 }, providers: providers() });
    await using served = await serveProcess({ home: home.path });
    const memory = () =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${served.pid}/status`, "utf8"))?.[1]) / 1024;
    expect((await served.ask(BODY)).status).toBe(200);
    const before = memory();
    const clients = await Promise.all(Array.from({ length: 4 }, () => rawClient(Number(new URL(served.url).port))));
    const mebibyte = chunk("x".repeat(1 << 20));
    let most = 0;
    const sending = clients.map(async (client, i) => {
      await client.send(chatHead(i % 2 === 0 ? "transfer-encoding: chunked\r\n" : `content-length: ${100 << 20}\r\n`));
      for (let sent = 0; sent < 50; sent++) {
        // a server that has answered may read no further, or close
        const stuck = await Promise.race([client.send(mebibyte), Bun.sleep(500).then(() => "stuck")]);
        most = Math.max(most, memory() - before);
        if (stuck !== undefined) break;
      }
      expect(await client.status()).toBe(413);
      client.leave();
    });
    await Promise.all(sending);
    expect(most).toBeLessThan(64);
    expect((await served.ask(BODY)).status).toBe(200);
  },
  30_000,
);
