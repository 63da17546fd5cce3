/** The benchmark's own sums, bodies and client: a wrong figure would be believed. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Part } from "../../src/model/part.ts";
import type { Dialect } from "../../src/model/request.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { bodyOf, mark } from "./bodies.ts";
import { follow } from "./http-client.ts";
import { limits, verdict } from "./limits.ts";
import { run } from "./load.ts";
import { cells, chosen, type Measurement, PACED, rowOf } from "./matrix.ts";
import { freePort, HERE, listens, start } from "./process.ts";
import type { Spoken } from "./spoken.ts";
import { median, percentile, short, summarise, table } from "./report.ts";

describe("the sums", () => {
  test.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])("the median of %j is %d", (numbers, expected) => expect(median(numbers)).toBe(expected));

  test("a median lies between the numbers, whatever their order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
        const middle = median(numbers);
        const below = numbers.filter((one) => one < middle).length;
        const above = numbers.filter((one) => one > middle).length;
        return below <= numbers.length / 2 && above <= numbers.length / 2;
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])("the percentile %d of one to a hundred is %d", (part, expected) =>
    expect(
      percentile(
        Array.from({ length: 100 }, (_, i) => i + 1),
        part,
      ),
    ).toBe(expected),
  );

  const base = { p99: 2, peak: 10, errors: 0, sample: "", loadBound: false, row: "r" };
  const rounds: readonly Measurement[] = [
    { ...base, peer: "direct", round: 0, rps: 100, p50: 1, cpu: Number.NaN },
    { ...base, peer: "pass-through", round: 0, rps: 50, p50: 2, cpu: 10 },
    { ...base, peer: "gateway", round: 0, rps: 25, p50: 3, cpu: 30, errors: 1 },
    { ...base, peer: "direct", round: 1, rps: 100, p50: 5, cpu: Number.NaN },
    { ...base, peer: "pass-through", round: 1, rps: 10, p50: 8, cpu: 100, peak: 12 },
    { ...base, peer: "gateway", round: 1, rps: 9, p50: 6, cpu: 200, peak: 14 },
  ];
  const rows = summarise(rounds, ["gateway", "pass-through", "direct"]);

  test("ratios are taken within a round and not between rounds", () => {
    // 3 and 2 times the limit; the medians of 30, 200 and 10, 100 would say 2.09
    expect(rows[0]).toMatchObject({ peer: "gateway", cpuRatio: 2.5, addedP50: 1.5, peak: 14, errors: 1 });
    expect(rows[0]?.rpsRatio).toBeCloseTo((0.5 + 0.9) / 2);
  });

  test("rows stand in the order of the peers", () => {
    expect(rows.map((row) => row.peer)).toEqual(["gateway", "pass-through", "direct"]);
  });

  test("latency is not told where the load itself is what limits", () => {
    const bound = rounds.map((one) => ({ ...one, loadBound: true }));
    expect(summarise(bound, ["gateway"])[0]?.addedP50).toBeNaN();
  });

  test("another dialect is measured against chat, of the same peer and in the same round", () => {
    const told = rounds.map((one) => ({ ...one, row: "told", chat: "r", cpu: one.cpu * (one.round === 0 ? 2 : 3) }));
    const [gateway] = summarise([...rounds, ...told], ["gateway"]).filter(({ row }) => row === "told");
    expect(gateway?.chatRatio).toBe(2.5);
    expect(rows[0]?.chatRatio).toBeNaN();
  });

  test("the pass-through is once itself", () => {
    expect(rows[1]).toMatchObject({ cpuRatio: 1, rpsRatio: 1 });
  });
});

describe("the limits", () => {
  const sums = { addedP99: 0, peak: 0, errors: 0, rps: 0, rpsRatio: 0, cpuRatio: 0, cpu: 0, addedP50: 0 };
  const row = { ...sums, chatRatio: Number.NaN };
  const marks = [100, 90, 100, 110, 120, 120, 130].map((memory, i) => ({ requests: i, memory }));
  const found = limits("gateway", {
    rows: [
      { ...row, row: "1 KB whole c=32", peer: "gateway", cpu: 60, cpuRatio: 2 },
      { ...row, row: "1 KB whole c=32", peer: "pass-through", cpu: 30 },
      { ...row, row: rowOf("messages", "1 KB whole c=32"), peer: "gateway", chatRatio: 1.1 },
      { ...row, row: rowOf("chat → messages", "1 KB stream c=32"), peer: "gateway", chatRatio: 2.1 },
      { ...row, row: PACED, peer: "gateway", cpu: 660 },
      { ...row, row: PACED, peer: "pass-through", cpu: 330 },
    ],
    long: [],
    cold: [],
    endurance: [{ peer: "gateway", after: marks, peak: 130, errors: 0 }],
  });
  const of = (text: string) => found.find((one) => one.what.includes(text))!;

  test("a chunk costs what a stream costs more than a whole answer", () => {
    expect(of("chunk")).toMatchObject({ measured: 2 });
    expect(verdict(of("chunk"))).toBe("missed");
  });

  test("of other dialects are kept to what chat costs", () => {
    expect(found.filter(({ what }) => /messages|200 chunks/.test(what)).map(verdict)).toEqual([
      "kept",
      "not measured",
      "not measured",
      "missed",
    ]);
  });

  test("say what was kept, what was missed, and what was not measured", () => {
    expect(verdict(of("CPU, 1 KB"))).toBe("kept");
    expect(of("memory,").measured).toBe(1.2);
    expect(verdict(of("memory,"))).toBe("missed");
    expect(verdict(of("400 KB"))).toBe("not measured");
    expect(verdict({ what: "", at: "least", limit: 10, measured: 9 })).toBe("missed");
  });

  test("every row that is judged is measured", () => {
    const names = cells(false).map((cell) => cell.row);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [PACED, "1 KB whole c=1", "1 KB whole c=256", "100 KB known history whole c=32"])
      expect(names).toContain(name);
    for (const way of ["messages", "chat → messages"] as const)
      for (const name of ["1 KB whole c=32", "1 KB stream c=32"]) expect(names).toContain(rowOf(way, name));
  });
});

test.each([false, true])("no row is measured without the row it is measured against (quick: %p)", (quick) => {
  for (const text of ["messages", "chat → messages, 1 KB whole", ""]) {
    const rows = chosen(cells(quick), text);
    const names = rows.map(({ row }) => row);
    expect(names.some((name) => name.includes(text))).toBe(true);
    for (const { chat } of rows) if (chat !== undefined) expect(names).toContain(chat);
  }
});

const DIALECTS: readonly (readonly [Spoken, Dialect])[] = [
  ["chat", "openai-chat"],
  ["messages", "anthropic-messages"],
  ["responses", "openai-responses"],
];

describe("a body", () => {
  test.each([1_000, 100_000, 400_000])(
    "of %d bytes is JSON of about that size, in ASCII, and always the same",
    (bytes) => {
      const { json } = bodyOf({ bytes });
      expect(Math.abs(json.length - bytes)).toBeLessThan(bytes * 0.1);
      expect(Buffer.byteLength(json)).toBe(json.length);
      expect(JSON.parse(json)).toMatchObject({ model: "bench-model" });
      expect(bodyOf({ bytes }).json).toBe(json);
    },
  );

  test("has a mark in every message but the system's", () => {
    const { json, marks } = bodyOf({ bytes: 100_000 });
    const bytes = new TextEncoder().encode(json);
    for (const [i, at] of marks.entries()) mark(bytes, at, i + 1);
    const marked = JSON.parse(new TextDecoder().decode(bytes)) as { messages: readonly unknown[] };
    const before = JSON.parse(json) as { messages: readonly unknown[] };
    const same = marked.messages.filter((one, i) => JSON.stringify(one) === JSON.stringify(before.messages[i]));
    expect(same).toEqual([before.messages[0]]);
  });

  const textOf = (part: Part): unknown => {
    if (part.type === "tool-result") return [part.id, part.parts.map(textOf)];
    if (part.type === "tool-call") return [part.name, JSON.parse(part.arguments)];
    return part.type === "text" ? part.text : undefined;
  };

  test.each(DIALECTS)("of %s says what that of chat says, mark by mark", (spoken, dialect) => {
    const [chat, other] = [bodyOf({ bytes: 100_000 }), bodyOf({ bytes: 100_000, spoken })];
    const [asked, said] = [
      codecFor("openai-chat").chat!.readChat(chat.json),
      codecFor(dialect).chat!.readChat(other.json),
    ];
    expect(said.messages.map(({ parts }) => parts.map(textOf))).toEqual(
      asked.messages.map(({ parts }) => parts.map(textOf)),
    );
    expect(said.tools.map((tool) => "name" in tool && tool.name)).toEqual(
      asked.tools.map((tool) => "name" in tool && tool.name),
    );
    expect([other.marks.length, other.inLast]).toEqual([chat.marks.length, chat.inLast]);
  });

  test("of the next turn begins with the messages of the first", () => {
    const [first, second] = [0, 1].map(
      (more) => JSON.parse(bodyOf({ bytes: 400_000 }, more).json) as { messages: unknown[] },
    );
    expect(second?.messages.slice(0, -2)).toEqual(first!.messages);
  });

  test("gets another text from every number", () => {
    const text = (number: number) => {
      const bytes = new Uint8Array(8);
      mark(bytes, 0, number);
      return Buffer.from(bytes).toString();
    };
    expect(text(0)).toBe("aaaaaaaa");
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1), (a, b) => (a === b) === (text(a) === text(b))),
      { numRuns: 1_000 },
    );
  });
});

describe("the client", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
  const answers = [
    `${head}Content-Length: 5\r\n\r\nhello`,
    `${head}content-length: 0\r\n\r\n`,
    `${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
    `${head}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ];

  test("follows an answer to its last byte and not one less, in any pieces", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...answers),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (text, sizes) => {
          const bytes = Buffer.from(text);
          const following = follow();
          const done: boolean[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            done.push(following.take(bytes.subarray(at, at + size)));
            at += size;
          }
          return following.status === 200 && done.at(-1) === true && !done.slice(0, -1).includes(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("keeps the beginning of an answer that is no success", () => {
    const following = follow();
    expect(following.take(Buffer.from("HTTP/1.1 451 No\r\ncontent-length: 4\r\n\r\nbody"))).toBe(true);
    expect(following).toMatchObject({ status: 451, sample: expect.stringContaining("body") });
  });

  const PATHS = { chat: "/v1/chat/completions", messages: "/v1/messages", responses: "/v1/responses" };

  test.each(DIALECTS.flatMap((one) => [false, true].map((stream) => [...one, stream] as const)))(
    "counts what the upstream answered (%s of %s, streamed: %p)",
    async (spoken, dialect, stream) => {
      const port = await freePort();
      const upstream = start(1, [process.execPath, `${HERE}/upstream.ts`, String(port)]);
      try {
        expect(await listens(port)).toBe(true);
        const path = PATHS[spoken];
        const job = {
          port,
          path,
          headers: {},
          body: { bytes: 100_000, stream, spoken },
          fresh: "all",
          seed: 1,
        } as const;
        const result = await run({ ...job, concurrency: 4, seconds: 30, requests: 40 });
        expect(result).toMatchObject({ requests: 40, errors: 0, sample: "" });
        const body = JSON.stringify({ model: "any", stream, messages: [] });
        const text = await (await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body })).text();
        const codec = codecFor(dialect);
        if (!stream) expect(codec.chat!.readResponse(text)).toMatchObject({ choices: [{ stop: "stop" }] });
        else {
          expect(codec.readStreamEnd(text)).toMatchObject({ terminated: true, stopped: true, usage: { input: 100 } });
          expect(text.match(/word\d+/g)?.length).toBeGreaterThanOrEqual(198);
        }
      } finally {
        await upstream.stop();
      }
    },
  );
});

test("a table has its numbers in step", () => {
  expect(
    table([
      ["a", "n"],
      ["long name", 1.234],
      ["b", 123.4],
      ["c", Number.NaN],
    ]).split("\n"),
  ).toEqual(["a             n", "long name  1.23", "b           123", "c             -"]);
  expect(short(12.34)).toBe("12.3");
});
