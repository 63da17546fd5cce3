/** More requests than places: who waits, who is turned away, and what becomes of all of them. */
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { newId } from "../../src/kit/ids.ts";
import type { End } from "../../src/model/receipt.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

const RUNNING = 256;
const WAITING = 2_048;

let upstream: Upstream;
const open = () =>
  testGateway({
    server: { stop_grace: 0 },
    providers: {
      sim: { kind: "openai-compatible", url: upstream.url, models: ["whole", "stall-before-answer"] },
    },
  });

beforeAll(() => void (upstream = startUpstream()));
afterAll(() => upstream.stop());
beforeEach(() => void (upstream.seen.length = 0));

/** Without a client's socket, of which this process could have 256 at once. */
function ask({ gateway }: TestGateway, model: string, signal: AbortSignal) {
  const body = JSON.stringify(question(model));
  const taken = {
    codec: openaiChat,
    raw: new TextEncoder().encode(body),
    body,
    method: "POST" as const,
    path: openaiChat.path,
    headers: {},
    signal,
  };
  return gateway.ask(taken, { id: newId(), at: Date.now(), client: "test", bytes: body.length });
}

async function until(come: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !come(); i++) await Bun.sleep(10);
  expect(come()).toBe(true);
}

/** How many receipts there are for each end. */
function ends({ gateway }: TestGateway): Partial<Record<End, number>> {
  const rows = gateway.rim.ledger.db
    .query<{ end: End; n: number }, []>(
      "SELECT body ->> 'end' AS end, count(*) AS n FROM ledger WHERE kind = 'receipt' GROUP BY 1",
    )
    .all();
  return Object.fromEntries(rows.map((row) => [row.end, row.n]));
}

test("256 run, 2 048 wait and are not sent, the next is turned away; those who leave make room for the others", async () => {
  await using gateway = await open();
  const [leaving, staying] = [new AbortController(), new AbortController()];
  const running = Array.from({ length: RUNNING }, () => ask(gateway, "stall-before-answer", leaving.signal));
  await until(() => upstream.seen.length === RUNNING);
  const waiting = Array.from({ length: WAITING }, () => ask(gateway, "whole", staying.signal));
  await until(() => gateway.gateway.rim.leashes.running === RUNNING + WAITING);
  const refused = await ask(gateway, "whole", staying.signal);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
  expect(refused.body).toContain("too-busy");
  expect(upstream.seen.length).toBe(RUNNING);
  leaving.abort();
  const statuses = (await Promise.all(waiting)).map((answer) => answer.status);
  expect(statuses.every((status) => status === 200)).toBe(true);
  await Promise.all(running);
  expect(ends(gateway)).toEqual({ "cut-by-client": RUNNING, complete: WAITING, refused: 1 });
  expect([gateway.gateway.rim.limit.running, gateway.gateway.rim.leashes.running]).toEqual([0, 0]);
}, 30_000);

test("who leaves while waiting is never sent", async () => {
  await using gateway = await open();
  const [leaving, staying] = [new AbortController(), new AbortController()];
  const running = Array.from({ length: RUNNING }, () => ask(gateway, "stall-before-answer", staying.signal));
  await until(() => upstream.seen.length === RUNNING);
  const waiting = Array.from({ length: 20 }, () => ask(gateway, "whole", leaving.signal));
  await until(() => gateway.gateway.rim.leashes.running === RUNNING + 20);
  leaving.abort();
  await Promise.all(waiting);
  expect(ends(gateway)).toEqual({ "cut-by-client": 20 });
  staying.abort();
  await Promise.all(running);
  expect(upstream.seen.length).toBe(RUNNING);
  expect(gateway.gateway.rim.limit.running).toBe(0);
}, 30_000);

test("a stop answers those who run and those who wait, files all their receipts, and sends nothing more", async () => {
  await using gateway = await open();
  const { signal } = new AbortController();
  const all = Array.from({ length: RUNNING + 50 }, () => ask(gateway, "stall-before-answer", signal));
  await until(() => upstream.seen.length === RUNNING);
  await gateway.listening.stop();
  const answers = await Promise.all(all);
  expect(answers.every((answer) => answer.status === 503)).toBe(true);
  expect(ends(gateway)).toEqual({ "cut-by-shutdown": RUNNING + 50 });
  const opened = gateway.gateway.rim.ledger.db.query("SELECT count(*) AS n FROM ledger WHERE kind = 'opened'").get();
  expect(opened).toEqual({ n: RUNNING });
}, 30_000);
