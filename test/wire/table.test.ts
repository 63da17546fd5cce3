/** Every feature that a chat of one dialect can have, told in every other: what then stands in the body, or is told as lost. */
import { describe, expect, test } from "bun:test";
import { FEATURES, type Feature } from "../../src/wire/features.ts";
import { lossesOf } from "../../src/wire/losses.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { chatOf, translated, wayTo } from "../../src/wire/translate.ts";
import { reading } from "../fixture/reading.ts";
import { type Body, MARK, SIGNS } from "../fixture/saying.ts";
import { CHAT_DIALECTS, type ChatDialect, SAYINGS, sourceOf } from "../fixture/sayings.ts";

const ALL = Object.keys(FEATURES) as Feature[];

type Case = { readonly from: ChatDialect; readonly to: ChatDialect; readonly feature: Feature; readonly said: Body };

const CASES: readonly Case[] = CHAT_DIALECTS.flatMap((from) =>
  CHAT_DIALECTS.filter((to) => to !== from).flatMap((to) =>
    ALL.flatMap((feature) => {
      const said = SAYINGS[from].rows[feature]?.said;
      return said === undefined ? [] : [{ from, to, feature, said }];
    }),
  ),
);

describe.each(CHAT_DIALECTS)("%s", (from) => {
  describe.each(CHAT_DIALECTS.filter((to) => to !== from))("told in %s", (to) => {
    const cases = CASES.filter((one) => one.from === from && one.to === to);
    test.each(cases.map((one) => [one.feature, one] as const))("%s", (feature, { said }) => {
      const body = JSON.stringify({ ...SAYINGS[from].base, ...said });
      const request = reading(codecFor(from), body);
      const chat = chatOf(request)!;
      expect(FEATURES[feature](chat)).toBe(true);

      const { says } = codecFor(to).chat!;
      const [cell, because] = says[feature] ?? ["same", ""];
      const { dropped, refused } = lossesOf(chat, says);
      if (cell === "refused") {
        expect(lossesOf(chat, { [feature]: [cell, because] }).refused).toBe(`${feature}: ${because}`);
        expect(wayTo([to], request)).toEqual({ refused: `${to} cannot say ${refused}` });
        return;
      }
      expect(refused).toBeUndefined();
      expect(wayTo([to], request)).toMatchObject({ dialect: to });
      const written = translated(request, to, "m");
      const told = JSON.parse(written) as Body;
      // what was written is a request of the dialect, and asks for no less than the base
      expect(reading(codecFor(to), written)).toMatchObject({ dialect: to, model: "m", ambiguous: false });
      const row = SAYINGS[to].rows[feature];
      if (cell === "dropped") {
        const sign = SIGNS[feature] ?? MARK;
        expect(dropped).toContain(`${feature}: ${because}`);
        expect(body.search(sign)).toBeGreaterThan(0);
        expect(written.search(sign)).toBe(-1);
      } else expect(dropped.filter((one) => one.startsWith(`${feature}: ${because}`))).toEqual([]);
      const expected = row?.told ?? (cell === "dropped" ? undefined : row?.said);
      if (cell !== "dropped") expect(expected).toBeDefined();
      if (typeof expected === "function") expected(told, from);
      else if (expected !== undefined) expect(told).toMatchObject(expected);
    });
  });
});

describe("a provider that speaks several dialects", () => {
  const asking = (more: object) =>
    reading(
      codecFor("anthropic-messages"),
      JSON.stringify({
        ...SAYINGS["anthropic-messages"].base,
        ...SAYINGS["anthropic-messages"].rows["a document by address"]!.said,
        ...more,
      }),
    );

  test("is told in the first that can say the request", () => {
    expect(wayTo(["openai-chat", "openai-responses"], asking({}))).toMatchObject({ dialect: "openai-responses" });
  });

  test("is passed over where none can, for the reason of each", () => {
    expect(wayTo(["openai-chat", "openai-responses"], asking({ stop_sequences: ["x"] }))).toEqual({
      refused:
        "openai-chat cannot say a document by address: the dialect takes files in the request only, " +
        "openai-responses cannot say stop sequences: the dialect has no word for them",
    });
  });
});

describe("the table", () => {
  test("has cases enough, and every feature is said by somebody", () => {
    expect(CASES.length).toBeGreaterThan(300);
    for (const feature of ALL) expect(CASES.some((one) => one.feature === feature)).toBe(true);
  });

  test.each(CHAT_DIALECTS)("names nothing twice for %s, and gives each reason in a few words", (dialect) => {
    for (const [feature, [, because]] of Object.entries(codecFor(dialect).chat!.says)) {
      expect(ALL).toContain(feature as Feature);
      expect(because).toMatch(/^[^A-Z.][^.]{3,80}$/);
    }
  });

  test.each(CHAT_DIALECTS)("calls nothing the same or translated that %s has no word for", (dialect) => {
    const { says } = codecFor(dialect).chat!;
    for (const feature of ALL) {
      const row = SAYINGS[dialect].rows[feature];
      const cell = says[feature]?.[0] ?? "same";
      if (cell === "same") expect([feature, row?.said]).not.toEqual([feature, undefined]);
      expect(sourceOf(dialect, feature)).toMatch(/^(OpenAI|Anthropic|Ollama), [^:]+: .+/);
    }
  });
});
