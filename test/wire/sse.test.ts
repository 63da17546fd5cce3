import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sseReader, type SseEvent, writeSse } from "../../src/wire/sse.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.slice(from, at[i] ?? bytes.length));
}

function readAll(chunks: readonly Uint8Array[]): SseEvent[] {
  const reader = sseReader();
  return chunks.flatMap((chunk) => reader.push(chunk));
}

describe("the reader keeps the standard's rules", () => {
  const cases: readonly [string, string, SseEvent[]][] = [
    ["one line of data", "data: a\n\n", [{ event: "message", data: "a" }]],
    ["no space after the colon", "data:a\n\n", [{ event: "message", data: "a" }]],
    ["only the first space is not data", "data:  a\n\n", [{ event: "message", data: " a" }]],
    ["several lines of data are one text", "data: a\ndata: b\n\n", [{ event: "message", data: "a\nb" }]],
    ["an empty data line is an event", "data\n\n", [{ event: "message", data: "" }]],
    ["carriage returns", "data: a\r\rdata: b\r\r", [{ event: "message", data: "a" }]],
    ["carriage returns and line feeds", "data: a\r\n\r\n", [{ event: "message", data: "a" }]],
    ["mixed line ends", "data: a\r\ndata: b\n\r\n", [{ event: "message", data: "a\nb" }]],
    ["a name for the event", "event: ping\ndata: {}\n\n", [{ event: "ping", data: "{}" }]],
    ["a name without data is no event", "event: ping\n\ndata: a\n\n", [{ event: "message", data: "a" }]],
    ["comments are passed over", ": keep-alive\n\n:\ndata: a\n\n", [{ event: "message", data: "a" }]],
    ["unknown fields are passed over", "retry: 10\nfoo: bar\ndata: a\n\n", [{ event: "message", data: "a" }]],
    [
      "an id stays for what follows",
      "id: 7\ndata: a\n\ndata: b\n\n",
      [
        { event: "message", data: "a", id: "7" },
        { event: "message", data: "b", id: "7" },
      ],
    ],
    ["a byte order mark is none of the data", "\ufeffdata: a\n\n", [{ event: "message", data: "a" }]],
    ["an event without its empty line is none yet", "data: a\n", []],
  ];
  test.each(cases)("%s", (_rule, text, events) => {
    expect(readAll([encode(text)])).toEqual(events);
  });

  test("also for carriage returns at the end of a chunk, which may be half a line end", () => {
    expect(readAll([encode("data: a\r"), encode("\n\r"), encode("\ndata: b\r\n\r\n")]).map((one) => one.data)).toEqual([
      "a",
      "b",
    ]);
  });

  test("an event that never ends is an error, not a full memory", () => {
    const reader = sseReader(1_000);
    const push = () => {
      for (let i = 0; i < 100; i++) reader.push(encode("data: 12345678901234567890\n"));
    };
    expect(push).toThrow(RangeError);
    expect(() => sseReader(100).push(encode("x".repeat(200)))).toThrow(RangeError);
  });
});

const line = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .map((text) => text.replace(/[\r\n\u2028\u2029]/g, " ").replace(/^\ufeff/, ""));
const event = fc.record({
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  comment: fc.boolean(),
});
const stream = fc.array(event, { maxLength: 6 });

test("events come out the same however the bytes are cut: inside a character, a line end or a field", () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(400), { maxLength: 12 }), (events, places) => {
      const text = events
        .map(
          ({ data, end, comment }) =>
            `${comment ? `: x${end}` : ""}${data.map((one) => `data: ${one}${end}`).join("")}${end}`,
        )
        .join("");
      // a line feed at the very end, so that a last lone CR is not still waiting for one
      const read = readAll(cut(encode(`${text}:\n`), places));
      expect(read.map((one) => one.data)).toEqual(events.map((one) => one.data.join("\n")));
    }),
    { numRuns: 3_000 },
  );
});

test("what the writer writes the reader reads, byte by byte", () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 4 }),
      fc.option(fc.constantFrom("ping", "error"), { nil: undefined }),
      (lines, name) => {
        const data = lines.join("\n");
        const bytes = encode(writeSse(data, name));
        const chunks = Array.from(bytes, (byte) => new Uint8Array([byte]));
        expect(readAll(chunks)).toEqual([{ event: name ?? "message", data }]);
      },
    ),
    { numRuns: 1_000 },
  );
});
