/** A reader's pace is the provider's: nothing piles up in between, and nobody is cut for being slow. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Socket } from "bun";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { chatHead, rawClient } from "../fixture/raw-client.ts";
import { chunkOf } from "../fixture/upstream.ts";

const EVENT = Buffer.from(chunkOf("x".repeat(4_000)));
const FRAME = Buffer.concat([Buffer.from(`${EVENT.length.toString(16)}\r\n`), EVENT, Buffer.from("\r\n")]);
/** What the kernel's buffers of two connections may hold, and the runtime's own: not what a stream without end would be. */
const IN_BETWEEN = 48 << 20;

type Sender = { at: number; started: boolean };

/** A provider that sends as fast as it is read, for ever. */
function endless() {
  const sent = { bytes: 0, open: 0 };
  const push = (socket: Socket<Sender>) => {
    for (;;) {
      const rest = FRAME.subarray(socket.data.at);
      const written = Math.max(0, socket.write(rest));
      sent.bytes += written;
      socket.data.at = (socket.data.at + written) % FRAME.length;
      if (written < rest.length) return;
    }
  };
  const server = Bun.listen<Sender>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { at: 0, started: false };
      },
      data(socket) {
        if (socket.data.started) return;
        socket.data.started = true;
        sent.open++;
        socket.write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        push(socket);
      },
      drain: (socket) => (socket.data.started ? push(socket) : undefined),
      close: (socket) => void (sent.open -= socket.data.started ? 1 : 0),
    },
  });
  return { sent, url: `http://127.0.0.1:${server.port}/v1`, stop: () => server.stop(true) };
}

let upstream: ReturnType<typeof endless>;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = endless();
  gateway = await testGateway({
    server: { stop_grace: 0 },
    providers: { sim: { kind: "openai-compatible", url: upstream.url, models: ["m"], idle_timeout: 0.5 } },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

test("a client that stops reading stops the provider, for longer than the provider may be silent, and can go on", async () => {
  const body = JSON.stringify(question("m", { stream: true }));
  const client = await rawClient(gateway.listening.port);
  await client.send(chatHead(`content-length: ${body.length}\r\n`) + body);
  expect(await client.status()).toBe(200);
  client.stopReading();
  await Bun.sleep(500);
  const then = upstream.sent.bytes;
  expect(then).toBeLessThan(IN_BETWEEN);
  await Bun.sleep(900);
  expect(upstream.sent.bytes).toBe(then);
  expect(gateway.gateway.rim.leashes.running).toBe(1);

  const read = client.got().length;
  client.readAgain();
  for (let i = 0; i < 200 && client.got().length < read + IN_BETWEEN; i++) await Bun.sleep(10);
  expect(client.got().length).toBeGreaterThan(read + IN_BETWEEN);
  expect(client.got()).not.toContain('"error"');
  client.leave();
  for (let i = 0; i < 200 && upstream.sent.open > 0; i++) await Bun.sleep(10);
  expect([upstream.sent.open, gateway.gateway.rim.leashes.running]).toEqual([0, 0]);
}, 15_000);
