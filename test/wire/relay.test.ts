import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sseReader } from "../../src/wire/sse.ts";
import { relay as openRelay } from "../../src/wire/relay.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.slice(from, at[i] ?? bytes.length)).filter((chunk) => chunk.length > 0);
}

describe("the relay", () => {
  test("passes a chunk that ends an event on as it is, without a copy", () => {
    const relay = openRelay("sse");
    for (const end of ["\n\n", "\r\n\r\n", "\r\r"]) {
      const chunk = encode(`data: a${end}`);
      expect(relay.push(chunk)).toBe(chunk);
    }
  });

  test("holds back what is not yet an event, and passes it on with its end", () => {
    const relay = openRelay("sse");
    expect(decode(relay.push(encode("data: a\n\ndata: b"))!)).toBe("data: a\n\n");
    expect(relay.held()).toBe(7);
    expect(relay.push(encode("c\n"))).toBeUndefined();
    expect(decode(relay.push(encode("\ndata: d\n\n"))!)).toBe("data: bc\n\ndata: d\n\n");
    expect(relay.held()).toBe(0);
  });

  test("tells the end of what it passed on, and keeps no more than that", () => {
    const relay = openRelay("sse");
    for (let i = 0; i < 5_000; i++) relay.push(encode(`data: ${"x".repeat(100)} ${i}\n\n`));
    const tail = relay.tail();
    expect(tail).toEndWith("4999\n\n");
    expect(tail.length).toBeWithin(16 << 10, 17 << 10);
    const large = openRelay("sse");
    large.push(encode(`data: ${"y".repeat(1 << 20)}\n\n`));
    expect(large.tail().length).toBe(16 << 10);
  });

  test("does not hold an event without end", () => {
    const relay = openRelay("sse", 1_000);
    expect(() => {
      for (let i = 0; i < 100; i++) relay.push(encode("data without end "));
    }).toThrow(RangeError);
  });

  test("takes single bytes in time that grows with their number alone", () => {
    const time = (bytes: number) => {
      const relay = openRelay("sse");
      const started = performance.now();
      for (let i = 0; i < bytes; i++) relay.push(new Uint8Array([0x61]));
      return performance.now() - started;
    };
    time(20_000);
    const ratios = Array.from({ length: 5 }, () => time(400_000) / time(200_000));
    expect(Math.min(...ratios)).toBeLessThan(3);
  });
});

const text = fc.string({ unit: "grapheme", maxLength: 12 }).map((one) => one.replace(/[\r\n]/g, ""));
const events = fc.array(fc.tuple(text, fc.constantFrom("\n", "\r\n", "\r")), { maxLength: 8 });

test("nothing is lost, changed or passed on in the middle of an event, whatever the chunks", () => {
  fc.assert(
    fc.property(events, fc.array(fc.nat(300), { maxLength: 15 }), text, (list, places, rest) => {
      const whole = list.map(([data, end]) => `data: ${data}${end}${end}`).join("");
      const bytes = encode(whole + (rest === "" ? "" : `data: ${rest}`));
      const relay = openRelay("sse");
      const out: Uint8Array[] = [];
      for (const chunk of cut(bytes, places)) {
        const passed = relay.push(chunk);
        if (passed === undefined) continue;
        out.push(passed);
        // a reader of what went on so far is never left inside an event
        const soFar = decode(Buffer.concat(out));
        expect(soFar).toMatch(/(\n\n|\r\r|\r\n\r\n|\r\n\r|\r\r\n)$/);
      }
      const sent = Buffer.concat(out);
      expect(sent.length + relay.held()).toBe(bytes.length);
      expect(Buffer.from(bytes.subarray(0, sent.length)).equals(sent)).toBe(true);
      expect(relay.tail()).toBe(decode(sent));
      const reader = sseReader();
      const read = reader.push(encode(`${decode(sent)}:\n`)).map((one) => one.data);
      expect(read).toEqual(list.slice(0, read.length).map(([data]) => data));
      expect(read.length).toBeGreaterThanOrEqual(list.length - 1);
    }),
    { numRuns: 3_000 },
  );
});
