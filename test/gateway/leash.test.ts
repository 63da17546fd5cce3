import { expect, test } from "bun:test";
import { Leashes } from "../../src/gateway/leash.ts";

test("a run is cut by its client, its deadline or the server's stop, and knows which it was", async () => {
  const leashes = new Leashes();
  const client = new AbortController();
  const byClient = leashes.open(client.signal);
  const byTime = leashes.open(new AbortController().signal);
  const byStop = leashes.open(new AbortController().signal);
  byTime.extend(1);
  client.abort();
  expect(byClient).toMatchObject({ cause: "client", signal: { aborted: true } });
  await Bun.sleep(250);
  expect(byTime).toMatchObject({ cause: "timeout", signal: { aborted: true } });
  expect(byStop).toMatchObject({ cause: undefined, signal: { aborted: false } });
  leashes.cutAll("shutdown");
  expect(byStop.cause).toBe("shutdown");
  expect(byClient.cause).toBe("client");
});

test("a deadline moves with every sign of life, and is forgotten with the run", async () => {
  const leash = new Leashes().open(new AbortController().signal);
  for (let i = 0; i < 4; i++) {
    leash.extend(200);
    await Bun.sleep(80);
  }
  expect(leash.cause).toBeUndefined();
  leash.extend(1);
  leash.release();
  await Bun.sleep(250);
  expect(leash.cause).toBeUndefined();
});

test("a client that has left before the run began cuts it at once", () => {
  expect(new Leashes().open(AbortSignal.abort()).cause).toBe("client");
});

test("runs under way are counted until they are released", () => {
  const leashes = new Leashes();
  const leash = leashes.open(new AbortController().signal);
  expect(leashes.running).toBe(1);
  leash.release();
  expect(leashes.running).toBe(0);
});
