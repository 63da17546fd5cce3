/** A provider's stream, told again in the client's dialect: however its bytes are cut, and however it ends. */
import { describe, expect, test } from "bun:test";
import { Leashes } from "../../src/gateway/leash.ts";
import { type Passage, retold } from "../../src/gateway/passage.ts";
import { passStream, type StreamOutcome } from "../../src/gateway/stream.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { asked } from "../fixture/asked.ts";
import { gathered, readBack } from "../fixture/made-answers.ts";
import { FAILURES, GIVEN, STREAMERS, STREAMS, THOUGHT, WORDS } from "../fixture/sample-streams.ts";

type Streamer = (typeof STREAMERS)[number];

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const PAIRS = STREAMERS.flatMap((from) => STREAMERS.filter((to) => to !== from).map((to) => [from, to] as const));

function passage(from: Streamer, to: Streamer): Passage {
  const spoken = codecFor(from);
  return retold({ ...spoken, chat: spoken.chat! }, codecFor(to).chat!, asked);
}

function pushed(from: Streamer, to: Streamer, ...chunks: Uint8Array[]): string {
  const { push, end } = passage(from, to);
  let told = "";
  for (const chunk of chunks) told += DECODER.decode(push(chunk) ?? new Uint8Array(0));
  const { whole, rest } = end();
  expect(whole).toBe(true);
  return told + rest;
}

describe("a stream", () => {
  test.each(PAIRS)("of %s, told in %s, says the same", (from, to) => {
    const wire = STREAMS[from].join("");
    const { choices, usage } = gathered(readBack(codecFor(to), pushed(from, to, ENCODER.encode(wire))));
    const [choice] = choices;
    expect(choice!.stop).toBe("tool-calls");
    const call = (id: string, name: string, given: string) => ({ type: "tool-call", id, name, arguments: given });
    const nothing = choice!.parts.findLast((part) => part.type === "tool-call")!.arguments;
    expect(["", "{}"]).toContain(nothing);
    expect(choice!.parts as unknown[]).toEqual([
      { type: "reasoning", text: THOUGHT },
      { type: "text", text: WORDS },
      call("call_1", "bash", GIVEN),
      call("call_2", "now", nothing),
    ]);
    const ollama = from === "ollama-chat" || to === "ollama-chat";
    expect(usage).toMatchObject({ input: 30, output: 12, ...(ollama ? {} : { cached: 20, reasoning: 5 }) });
  });

  test.each(PAIRS)(
    "of %s, told in %s, says the same wherever its bytes are cut",
    (from, to) => {
      const bytes = ENCODER.encode(STREAMS[from].join(""));
      const whole = pushed(from, to, bytes);
      for (let at = 1; at < bytes.length; at++) {
        const told = pushed(from, to, bytes.subarray(0, at), bytes.subarray(at));
        if (told !== whole) expect([at, told]).toEqual([at, whole]);
      }
      expect(pushed(from, to, ...Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)))).toBe(whole);
    },
    60_000,
  );
});

type Ended = { readonly told: string; readonly outcome: StreamOutcome };

/** As the gateway does it, with a provider that sends this and ends. */
async function ended(from: Streamer, to: Streamer, wire: string): Promise<Ended> {
  const upstream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(ENCODER.encode(wire));
      controller.close();
    },
  });
  let outcome: StreamOutcome | undefined;
  const leash = new Leashes().open(new AbortController().signal);
  const close = async (how: StreamOutcome) => void (outcome = how);
  const stream = passStream(upstream, passage(from, to), codecFor(to), leash, 1_000, "r1", close);
  const told = await new Response(stream).text();
  return { told, outcome: outcome! };
}

/** What stands at the end of a stream that broke, so that no client waits or takes it for whole. */
const BROKEN: Readonly<Record<Streamer, RegExp>> = {
  "openai-chat": /data: \{"error":\{"message":"[^\n]+\n\ndata: \[DONE\]\n\n$/,
  "openai-responses": /event: error\ndata: [^\n]+\n\nevent: response\.failed\ndata: [^\n]+\n\n$/,
  "anthropic-messages": /event: error\ndata: \{"type":"error","error":[^\n]+\n\n$/,
  "ollama-chat": /\n\{"error":"[^\n]+"\}\n$/,
};

describe("a stream that", () => {
  test.each(PAIRS)("%s breaks off, told in %s, ends as one that failed", async (from, to) => {
    const events = STREAMS[from];
    // before the reason to stop, which in the last two dialects stands in the last event
    const last =
      from === "openai-chat"
        ? events.length - 3
        : from === "anthropic-messages"
          ? events.length - 2
          : events.length - 1;
    for (let n = 0; n <= last; n++) {
      const { told, outcome } = await ended(from, to, events.slice(0, n).join(""));
      expect(`\n${told}`).toMatch(BROKEN[to]);
      expect(outcome.end).toBe("cut-by-upstream");
      expect(readBack(codecFor(to), told).some(({ type }) => type === "stop")).toBe(false);
    }
  });

  test.each(PAIRS)("%s breaks off in the middle of an event, told in %s, ends as one that failed", async (from, to) => {
    const wire = STREAMS[from].join("");
    const { told, outcome } = await ended(from, to, wire.slice(0, Math.floor(wire.length / 2)));
    expect(`\n${told}`).toMatch(BROKEN[to]);
    expect(outcome.error).toContain("in the middle of the answer");
  });

  test.each(PAIRS)("%s says that it failed, told in %s, says so too", async (from, to) => {
    for (let n = 0; n < STREAMS[from].length - 1; n++) {
      const { told, outcome } = await ended(from, to, STREAMS[from].slice(0, n).join("") + FAILURES[from]);
      expect(`\n${told}`).toMatch(BROKEN[to]);
      expect(outcome).toMatchObject({
        end: "cut-by-upstream",
        error: "the provider said in the middle of its answer that it failed",
      });
      expect(told).toContain("overloaded");
    }
  });

  test.each(PAIRS)("%s says what is no event, told in %s, ends as one that failed", async (from, to) => {
    const garbage = codecFor(from).framing === "sse" ? "data: nonsense\n\n" : "nonsense\n";
    const { told, outcome } = await ended(from, to, STREAMS[from].slice(0, 2).join("") + garbage);
    expect(`\n${told}`).toMatch(BROKEN[to]);
    expect(outcome.error).toBe("the provider sent what is no part of an answer");
  });

  test.each(STREAMERS.filter((to) => to !== "openai-chat"))(
    "leaves its terminator out, told in %s, has one",
    async (to) => {
      const { told, outcome } = await ended("openai-chat", to, STREAMS["openai-chat"].slice(0, -1).join(""));
      expect(outcome).toMatchObject({ end: "complete", usage: { input: 30, output: 12 } });
      expect(gathered(readBack(codecFor(to), told)).choices[0]!.stop).toBe("tool-calls");
    },
  );
});
