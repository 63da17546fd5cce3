/**
 * Whatever comes in the place of a request or of a stream is read, or refused as what it is: nothing else happens.
 * `FUZZ_SEED` runs the same again, `FUZZ_RUNS` more.
 */
import { describe, expect, test } from "bun:test";
import { retold, ToldFailure } from "../../src/gateway/passage.ts";
import { DIALECTS, type Dialect } from "../../src/model/request.ts";
import { Malformed } from "../../src/wire/codec.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { translated } from "../../src/wire/translate.ts";
import { asked } from "../fixture/asked.ts";
import { gathered, readBack } from "../fixture/made-answers.ts";
import { pick, type Random, randomFrom, spoilt, spoiltStream } from "../fixture/mutate.ts";
import { reading } from "../fixture/reading.ts";
import { STREAMS } from "../fixture/sample-streams.ts";
import { CHAT_DIALECTS, SAYINGS } from "../fixture/sayings.ts";

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
/** One of them may take so much of the processor, milliseconds; most take a tenth of one. */
const SLOW = 2_000;

const OTHERS: Readonly<Partial<Record<Dialect, readonly object[]>>> = {
  "openai-completions": [{ model: "m", prompt: ["a", "b"], suffix: "c", stop: ["x"], logprobs: 2, echo: true }],
  "openai-embeddings": [{ model: "m", input: ["a", [1, 2]], dimensions: 3 }],
  "anthropic-count-tokens": Object.values(SAYINGS["anthropic-messages"].rows).flatMap(({ said }) =>
    said === undefined ? [] : [{ model: "m", messages: [{ role: "user", content: "hi" }], ...said }],
  ),
  "ollama-embed": [{ model: "m", input: ["a", "b"], truncate: true, options: { num_ctx: 7 } }],
  "ollama-embeddings": [{ model: "m", prompt: "a", options: { num_ctx: 7 }, keep_alive: "5m" }],
  "pass-through": [{ model: "m", input: [{ type: "text", text: "a" }], query: "b", files: [{ name: "c", size: 3 }] }],
  "gateway-completion": [
    { model: "m", input: "a", context: [{ text: "b", level: "internal" }], task: { type: "summarization" } },
    { model: "m", input: [{ role: "user", content: "a" }], options: { format: "schema", schema: { type: "object" } } },
  ],
};

function bodiesOf(dialect: Dialect): readonly string[] {
  const own = CHAT_DIALECTS.find((one) => one === dialect);
  if (own === undefined) return OTHERS[dialect]!.map((body) => JSON.stringify(body));
  const { base, rows } = SAYINGS[own];
  return Object.values(rows).flatMap(({ said }) => (said === undefined ? [] : [JSON.stringify({ ...base, ...said })]));
}

/** Runs it as often as asked; what it throws says by which seed it can be had again. */
function often(name: string, run: (random: Random) => string): void {
  for (let n = 0; n < RUNS; n++) {
    const seed = (SEED + n * 7_919) >>> 0;
    let what = "";
    try {
      const started = process.cpuUsage();
      what = run(randomFrom(seed));
      const { user, system } = process.cpuUsage(started);
      if (user + system > SLOW * 1000) throw new Error(`it took ${(user + system) / 1000} ms`);
    } catch (error) {
      throw new Error(`${name}: FUZZ_SEED=${seed} FUZZ_RUNS=1 ${what}`, { cause: error });
    }
  }
}

function allows(error: unknown): void {
  if (!(error instanceof Malformed) && !(error instanceof RangeError) && !(error instanceof ToldFailure)) throw error;
}

/** What is written here is read here, whatever it was made of. */
function unspoilt(otherwise: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new Error(otherwise, { cause: error });
  }
}

const WIRES: Readonly<Record<(typeof CHAT_DIALECTS)[number], readonly string[]>> = {
  ...STREAMS,
  "ollama-generate": [
    '{"model":"m","created_at":"2026-11-22T06:25:38.8Z","response":"","thinking":"hm","done":false}\n',
    '{"model":"m","created_at":"2026-11-22T06:25:38.9Z","response":"Schön 😀","done":false}\n',
    '{"model":"m","created_at":"2026-11-22T06:25:39Z","response":"","done":true,"done_reason":"stop","context":[1,2],"prompt_eval_count":3,"eval_count":4}\n',
  ],
};

describe("requests", () => {
  test.each(DIALECTS)(
    "of %s, spoilt in any way, are read or refused",
    (dialect) => {
      const codec = codecFor(dialect);
      const bodies = bodiesOf(dialect);
      const targets = CHAT_DIALECTS.filter((one) => one !== dialect);
      let read = 0;
      often(dialect, (random) => {
        const body = spoilt(pick(random, bodies), random);
        const to = pick(random, targets);
        try {
          const request = reading(codec, body);
          read++;
          if (codec.chat !== undefined) {
            const told = translated(request, to, "m");
            unspoilt("what was told is no request", () => codecFor(to).chat!.readChat(told));
          }
        } catch (error) {
          allows(error);
        }
        return body;
      });
      // and enough of them are not refused at the door
      expect(read).toBeGreaterThan(RUNS / 100);
    },
    120_000,
  );
});

describe("answers", () => {
  const answer = gathered(readBack(codecFor("openai-responses"), STREAMS["openai-responses"].join("")));

  test.each(CHAT_DIALECTS)(
    "of %s, spoilt in any way, are read or refused, and told in other words",
    (from) => {
      const spoken = codecFor(from).chat!;
      const whole = spoken.writeResponse(answer, asked);
      often(from, (random) => {
        const body = spoilt(whole, random);
        const to = codecFor(pick(random, CHAT_DIALECTS)).chat!;
        try {
          codecFor(from).readUsage(body);
          const told = to.writeResponse(spoken.readResponse(body), asked);
          unspoilt("what was told is no answer", () => to.readResponse(told));
        } catch (error) {
          allows(error);
        }
        return body;
      });
    },
    120_000,
  );
});

describe("streams", () => {
  test.each(CHAT_DIALECTS)(
    "of %s, spoilt in any way, are read or refused, and told in other words",
    (from) => {
      const spoken = codecFor(from);
      const events = WIRES[from];
      let told = 0;
      often(from, (random) => {
        const bytes = spoiltStream(events, random);
        const to = codecFor(pick(random, CHAT_DIALECTS));
        const { push, end } = retold({ ...spoken, chat: spoken.chat! }, to.chat!, asked);
        const cut = Math.floor(random() * bytes.length);
        let wire = "";
        try {
          for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)])
            wire += Buffer.from(push(part) ?? []).toString();
          told++;
        } catch (error) {
          allows(error);
        }
        const { rest } = end();
        wire += rest;
        spoken.readStreamEnd(Buffer.from(bytes).toString().slice(cut));
        to.readStreamEnd(wire);
        unspoilt("what was told is no stream", () => readBack(to, wire));
        if (wire !== "" && !wire.endsWith("\n")) throw new Error(`it is half an event: ${wire.slice(-200)}`);
        return Buffer.from(bytes).toString();
      });
      expect(told).toBeGreaterThan(RUNS / 20);
    },
    120_000,
  );
});
