/** From one dialect to another and back, all is there that both can say: requests. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { GatewayRequest } from "../../src/model/request.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { lossesOf } from "../../src/wire/losses.ts";
import { translated } from "../../src/wire/translate.ts";
import { chatFor, gistOf } from "../fixture/made-chats.ts";
import { type ChatDialect, PAIRS } from "../fixture/sayings.ts";

const RUNS = 1_000;

/** All that a translation looks at. */
const asking = (dialect: ChatDialect, body: string) => ({ dialect, body }) as GatewayRequest;

describe("a request", () => {
  test.each(PAIRS)(
    "of %s, told in %s, told back and told again, says the same each time",
    (one, other) => {
      const [here, there] = [codecFor(one).chat!, codecFor(other).chat!];
      fc.assert(
        fc.property(chatFor(one, other), (chat) => {
          const first = here.writeChat(chat, "m");
          const told = translated(asking(one, first), other, "m");
          const back = translated(asking(other, told), one, "m");
          const again = translated(asking(one, back), other, "m");
          const gists = [here.readChat(first), there.readChat(told), here.readChat(back), there.readChat(again)].map(
            gistOf,
          );
          const gist = gistOf(chat);
          if (!gists.every((each) => Bun.deepEquals(each, gist))) for (const each of gists) expect(each).toEqual(gist);
          for (const { says } of [here, there]) {
            // sealed thoughts are asked for wherever thoughts are
            const { dropped, refused } = lossesOf({ ...here.readChat(back), rest: {} }, says);
            if (dropped.length > 0 || refused !== undefined)
              expect({ dropped, refused }).toEqual({ dropped: [] } as never);
          }
        }),
        { numRuns: RUNS },
      );
    },
    60_000,
  );
});
