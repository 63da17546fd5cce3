/** kill −9 under load, again and again: nothing that a provider saw is without its record. */
import { expect, test } from "bun:test";
import { question } from "../fixture/gateway.ts";
import { configuredHome, gatewayCommand, serveProcess } from "../fixture/process.ts";
import { Ledger } from "../../src/store/ledger.ts";
import { openRuns } from "../../src/store/receipts.ts";
import { verifyLedger } from "../../src/store/verify.ts";

const ROUNDS = 20;
const CLIENTS = 16;

/** A provider that is quick, and remembers what it was asked. */
function honestUpstream() {
  const asked = new Set<string>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      if (request.method === "GET") return Response.json({ data: [{ id: "m" }] });
      const body = (await request.json()) as { user: string; stream?: boolean };
      asked.add(body.user);
      const chunk = { id: "c", created: 1, model: "m" };
      if (body.stream !== true) {
        const choices = [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }];
        return Response.json({ ...chunk, object: "chat.completion", choices });
      }
      const events = Array.from(
        { length: 20 },
        (_, i) => `data: {"choices":[{"index":0,"delta":{"content":"${i}"}}]}\n\n`,
      );
      const stream = async function* () {
        for (const event of [...events, "data: [DONE]\n\n"]) {
          yield event;
          await Bun.sleep(1);
        }
      };
      return new Response(stream() as unknown as ReadableStream, { headers: { "content-type": "text/event-stream" } });
    },
  });
  return { asked, url: `http://127.0.0.1:${server.port}/v1`, stop: () => server.stop(true) };
}

test.each(["external", "device"] as const)(
  `after each of ${ROUNDS} kills (%s) the chain verifies, every request seen has its record, and the next start serves`,
  async (reach) => {
    const upstream = honestUpstream();
    using home = await configuredHome({
      providers: { sim: { kind: "openai-compatible", url: upstream.url, reach, models: ["m"] } },
      trust: { default: "public" },
      clients: {},
    });
    let answered = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const gateway = await serveProcess({ home: home.path });
      const asking = Array.from({ length: CLIENTS }, async (_, client) => {
        for (let i = 0; ; i++) {
          const user = `${round}-${client}-${i}`;
          const response = await gateway.ask(question("m", { user, stream: i % 2 === 0 }), {
            "x-gateway-client": `u${user}`,
          });
          await response.text();
          expect(response.status).toBe(200);
          answered++;
        }
      });
      const ends = asking.map((one) => one.catch(() => {}));
      const before = answered;
      for (let i = 0; i < 1_000 && answered === before; i++) await Bun.sleep(10);
      await Bun.sleep(Math.floor((round * 37) % 90));
      await gateway.kill("SIGKILL");
      await Promise.all(ends);
      const ledger = new Ledger(home.file("ledger.db"));
      expect(verifyLedger(ledger.db).faults).toEqual([]);
      const recorded = new Set(
        ledger.db
          .query<{ client: string }, []>("SELECT body ->> 'client' AS client FROM ledger WHERE kind = 'opened'")
          .all()
          .map((row) => row.client),
      );
      const missing = [...upstream.asked].filter((user) => !recorded.has(`u${user}`));
      expect(missing).toEqual([]);
      ledger.close();
    }
    expect(answered).toBeGreaterThan(ROUNDS);
    await using last = await serveProcess({ home: home.path });
    expect((await last.ask(question("m"))).status).toBe(200);
    const ledger = new Ledger(home.file("ledger.db"));
    expect(openRuns(ledger.db).filter((run) => run.opened.client !== "unnamed")).toEqual([]);
    const lost = ledger.db
      .query<{ n: number }, []>("SELECT count(*) AS n FROM ledger WHERE kind = 'receipt' AND body ->> 'end' = 'lost'")
      .get();
    expect(lost!.n).toBeGreaterThan(0);
    ledger.close();
    expect((await gatewayCommand(["receipts", "verify"], { home: home.path })).code).toBe(0);
    upstream.stop();
  },
  120_000,
);
