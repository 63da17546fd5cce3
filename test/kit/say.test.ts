import { describe, expect, test } from "bun:test";
import { Problem } from "../../src/kit/problem.ts";
import { printable, problemJson, problemText, sayProblem, table } from "../../src/kit/say.ts";
import { nearest } from "../../src/kit/suggest.ts";

const problem = new Problem("not-found", "there is no receipt x", "no id begins with it", "gateway receipts list");

describe("an error", () => {
  test("is three lines: what happened, because, try", () => {
    expect(problemText(problem, false)).toBe(
      "error:   there is no receipt x\nbecause: no id begins with it\ntry:     gateway receipts list\n",
    );
  });

  test("has colours only where they were asked for", () => {
    expect(problemText(problem, false)).not.toContain("\u001b");
    expect(Bun.stripANSI(problemText(problem, true))).toBe(problemText(problem, false));
    expect(problemText(problem, true)).toContain("\u001b[");
  });

  test("goes to stderr", () => {
    const said: string[] = [];
    sayProblem(problem, { err: (text) => said.push(text), colour: false });
    expect(said.join("")).toBe(problemText(problem, false));
  });

  test("is one line of JSON for a program", () => {
    const text = problemJson(problem);
    expect(text.indexOf("\n")).toBe(text.length - 1);
    const { code, message, because, hint } = problem;
    expect(JSON.parse(text)).toEqual({ error: { code, message, because, hint } });
  });

  test("stays three lines, whatever somebody else wrote into it", () => {
    const hostile = new Problem("bad-usage", "a\nerror: b\u001b]0;owned\u0007", "\u202ecba", "x\r\ny\u0000");
    const text = problemText(hostile, false);
    expect(text.split("\n")).toHaveLength(4);
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain("\\u001b]0;owned\\u0007");
  });
});

describe("a table", () => {
  test("stands in columns, also with wide characters", () => {
    expect(
      table([
        ["A", "B"],
        ["日本", "x"],
        ["long", ""],
      ]),
    ).toBe("A     B\n日本  x\nlong\n");
  });

  test("keeps a cell on its line", () => {
    expect(table([["a\nb", "c"]])).toBe("a\\u000ab  c\n");
  });
});

test("ordinary text in any script is printed as it is", () => {
  for (const text of ["gateway", "Ünïcödé", "日本語", "👩‍👩‍👧", "שלום"]) expect(printable(text)).toBe(text);
});

test.each([
  ["serv", "serve"],
  ["jsn", "json"],
  ["completely-else", undefined],
  ["", undefined],
] as const)("the word nearest to '%s' is %s", (word, meant) => {
  expect(nearest(word, ["serve", "json", "receipts"])).toBe(meant as string);
});
