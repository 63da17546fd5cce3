import { expect, test } from "bun:test";
import { CutShort, Leashes } from "../../src/gateway/leash.ts";

const never = new Promise<string>(() => {});

test("a wait is cut by its deadline or by the server's stop, and knows which it was", async () => {
  const leashes = new Leashes();
  const byTime = leashes.open(new AbortController().signal);
  const byStop = leashes.open(new AbortController().signal);
  const ends = [byTime, byStop].map((leash) => leash.hold(never).catch((error: unknown) => error));
  byTime.extend(1);
  await Bun.sleep(250);
  expect([byTime.cause, byStop.cause]).toEqual(["timeout", undefined]);
  leashes.cutAll("shutdown");
  expect([byTime.cause, byStop.cause]).toEqual(["timeout", "shutdown"]);
  expect(await Promise.all(ends)).toEqual([new CutShort("timeout"), new CutShort("shutdown")]);
});

test("a wait that ends in time ends as it would have", async () => {
  const leash = new Leashes().open(new AbortController().signal);
  expect(await leash.hold(Promise.resolve("done"))).toBe("done");
  expect(leash.hold(Promise.reject(new Error("its own")))).rejects.toThrow("its own");
});

test("a wait begun after the cut is cut at once", () => {
  const leash = new Leashes().open(new AbortController().signal);
  leash.cut("shutdown");
  expect(leash.hold(never)).rejects.toMatchObject({ cut: "shutdown" });
});

test("a client that left is the cause, unless there was another before", () => {
  const client = new AbortController();
  const [left, stopped] = [new Leashes().open(client.signal), new Leashes().open(client.signal)];
  stopped.cut("shutdown");
  client.abort();
  expect([left.cause, stopped.cause]).toEqual(["client", "shutdown"]);
});

test("a deadline moves with every sign of life, rests while nothing is waited for, and is forgotten with the run", async () => {
  const leash = new Leashes().open(new AbortController().signal);
  for (let i = 0; i < 4; i++) {
    leash.extend(200);
    await Bun.sleep(80);
  }
  leash.relax();
  await Bun.sleep(250);
  expect(leash.cause).toBeUndefined();
  leash.extend(1);
  leash.release();
  await Bun.sleep(250);
  expect(leash.cause).toBeUndefined();
});

test("runs under way are counted until they are released", () => {
  const leashes = new Leashes();
  const leash = leashes.open(new AbortController().signal);
  expect(leashes.running).toBe(1);
  leash.release();
  expect(leashes.running).toBe(0);
});
