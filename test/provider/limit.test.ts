import { expect, test } from "bun:test";
import { openLimit } from "../../src/provider/limit.ts";

const signal = () => new AbortController().signal;

test("callers beyond the limit wait in order", async () => {
  const limit = openLimit(1, 10);
  const order: number[] = [];
  expect(limit.enter(signal())).toBeUndefined();
  const waiting = [1, 2, 3].map((n) => limit.enter(signal())!.then(() => order.push(n)));
  for (let i = 0; i < 3; i++) {
    limit.leave();
    await waiting[i];
  }
  expect(order).toEqual([1, 2, 3]);
  expect(limit.running).toBe(1);
  limit.leave();
  expect(limit.running).toBe(0);
});

test("a full queue turns callers away at once", () => {
  const limit = openLimit(1, 1);
  limit.enter(signal());
  void limit.enter(signal());
  expect(limit.enter(signal())).rejects.toMatchObject({ code: "too-busy" });
});

test("a caller that leaves gives up its place in the queue", async () => {
  const limit = openLimit(1, 2);
  limit.enter(signal());
  const leaving = new AbortController();
  const left = limit.enter(leaving.signal)!;
  const next = limit.enter(signal())!;
  leaving.abort(new Error("left"));
  expect(left).rejects.toThrow("left");
  limit.leave();
  await next;
  expect(limit.running).toBe(1);
});
