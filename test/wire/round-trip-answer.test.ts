/** From one dialect to another and back, all is there that both can say: answers, whole and streamed. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { GatewayResponse } from "../../src/model/response.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { asked } from "../fixture/asked.ts";
import { answerFor, answerGist, bothTell, gathered, readBack, streamed, written } from "../fixture/made-answers.ts";
import { PAIRS } from "../fixture/sayings.ts";

const RUNS = 1_000;

describe("an answer", () => {
  test.each(PAIRS)(
    "of %s, told in %s, told back and told again, says the same each time",
    (one, other) => {
      const can = bothTell(one, other);
      fc.assert(
        fc.property(answerFor(one, other), (answer) => {
          const gist = answerGist(answer, can);
          let last: GatewayResponse = answer;
          for (const dialect of [one, other, one, other]) {
            const codec = codecFor(dialect).chat!;
            last = codec.readResponse(codec.writeResponse(last, asked));
            const next = answerGist(last, can);
            if (!Bun.deepEquals(next, gist)) expect([dialect, next]).toEqual([dialect, gist]);
          }
        }),
        { numRuns: RUNS },
      );
    },
    60_000,
  );
});

describe("a streamed answer", () => {
  const cuts = fc.array(fc.nat(60), { maxLength: 4 });

  test.each(PAIRS)(
    "of %s, told in %s, told back and told again, says the same each time",
    (one, other) => {
      const can = bothTell(one, other);
      fc.assert(
        fc.property(answerFor(one, other), cuts, (answer, places) => {
          const gist = answerGist(answer, can);
          let events = streamed(answer, places);
          for (const dialect of [one, other, one, other]) {
            const codec = codecFor(dialect);
            events = readBack(codec, written(codec, events));
            const next = answerGist(gathered(events), can);
            if (!Bun.deepEquals(next, gist)) expect([dialect, next]).toEqual([dialect, gist]);
          }
        }),
        { numRuns: RUNS },
      );
    },
    60_000,
  );
});
