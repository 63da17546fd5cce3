import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readConfigText } from "../../src/kit/config-text.ts";

const read = (text: string) => readConfigText(text, "c.yaml");

/** Where the first problem stands and what it says. */
function first(text: string) {
  const { config, problems } = read(text);
  expect(config).toBeUndefined();
  const problem = problems[0]!;
  expect(problem.code).toBe("config-invalid");
  return { at: problem.message.split("c.yaml:")[1], because: problem.because, hint: problem.hint };
}

describe("a configuration's text", () => {
  test("gives defaults for what it does not say", () => {
    const { config } = read("version: 1\n");
    expect(config?.server).toEqual({ host: "127.0.0.1", port: 8787, body_limit: 32, stop_grace: 10 });
    expect(config?.trust).toEqual({ default: "internal", on_secret: "block" });
  });

  test("has the given providers only where it names none", () => {
    const defaults = { providers: { demo: { kind: "demo" } } };
    expect(Object.keys(readConfigText("version: 1", "c", defaults).config!.providers)).toEqual(["demo"]);
    expect(readConfigText("version: 1\nproviders: {}", "c", defaults).config!.providers).toEqual({});
  });

  const cases: readonly (readonly [string, string, string, string | RegExp, string | RegExp])[] = [
    ["an unknown key", "version: 1\nserver:\n  speed: 1\n", "3:3", "server knows no key 'speed'", /keys: host, port/],
    [
      "an unknown key that is nearly one",
      "version: 1\nservr: {}\n",
      "2:1",
      "the file knows no key 'servr'",
      "server: …",
    ],
    [
      "an unknown key under a list",
      "version: 1\npolicy: [{ name: a, then: allow, because: b, wen: {} }]\n",
      "2:46",
      "policy[0] knows no key 'wen'",
      "when: …",
    ],
    ["a word that is none of a few", "version: 1\nmode: ofline\n", "2:7", /open, local or offline/, "mode: offline"],
    ["a number out of bounds", "version: 1\nserver: { port: 70000 }\n", "2:17", /at most 65535/, /validate/],
    ["a broken number", "version: 1\nserver: { port: 1.5 }\n", "2:17", /a whole number/, /validate/],
    ["text for a number", "version: 1\nserver: { port: many }\n", "2:17", /a number, found text/, /validate/],
    ["a list for a group", "version: 1\nserver: []\n", "2:9", /a group of keys, found a list/, /validate/],
    ["no version", "mode: open\n", "1:1", "the file has no 'version', and needs one", "version: 1"],
    ["another version", "version: 2\n", "1:10", /expected version: 1/, /validate/],
    [
      "a provider without kind",
      "version: 1\nproviders:\n  a: {}\n",
      "3:3",
      "providers.a has no 'kind', and needs one",
      "kind: …",
    ],
    [
      "the same key twice",
      "version: 1\nmode: open\nmode: local\n",
      "3:1",
      "the same key stands here twice",
      /validate/,
    ],
    ["what is not YAML", "version: 1\nserver: [\n", "3:1", /not YAML here/, /validate/],
    ["two documents", "version: 1\n---\nversion: 1\n", "2:1", /more than one document/, /validate/],
    ["a tag of a program's own", "version: 1\nmode: !ruby/object open\n", "2:7", /not YAML here/, /validate/],
    [
      "a key that is JavaScript's own",
      "version: 1\nclients:\n  __proto__: { floor: public }\n",
      "3:3",
      /cannot be one/,
      /validate/,
    ],
    ["an empty file", "", "1:1", /a group of keys, found nothing/, /validate/],
    ["a list", "- 1\n", "1:1", /a group of keys, found a list/, /validate/],
  ];

  test.each(cases)("is refused at its place for %s", (_, text, at, because, hint) => {
    const problem = first(text);
    expect(problem.at).toBe(at);
    expect(problem.because).toMatch(because);
    expect(problem.hint).toMatch(hint);
  });

  test("tells everything that is wrong, from top to bottom", () => {
    const { problems } = read("version: 1\nmode: x\nserver: { port: -1, a: 1 }\ntrust: { default: 3 }\n");
    const places = problems.map((problem) => problem.message.split("c.yaml:")[1]);
    expect(places).toEqual(["2:7", "3:17", "3:21", "4:19"]);
  });

  const secret = "sk-live-51aB9xQ7rT2";
  test.each([
    ["a key written where a name belongs", `providers: { o: { kind: openai, key: ${secret} } }`],
    ["a URL with a password", `providers: { o: { kind: openai, url: "https://me:${secret}@example.org/v1" } }`],
    ["a word that is none", `mode: ${secret}`],
    ["text for a list", `providers: { o: { kind: openai, models: ${secret} } }`],
    ["text for a number", `server: { port: ${secret} }`],
  ])("never repeats a value: %s", (_, line) => {
    const { problems } = read(`version: 1\n${line}\n`);
    expect(problems.length).toBeGreaterThan(0);
    for (const { message, because, hint } of problems) expect(message + because + hint).not.toContain(secret);
  });

  test("nested without end is refused in words", () => {
    for (const text of ["[".repeat(100_000), "a: ".repeat(50_000), `version: 1\nclients: ${'{"a":'.repeat(20_000)}`]) {
      const { config, problems } = read(text);
      expect(config).toBeUndefined();
      expect(problems).toHaveLength(1);
    }
  });

  test("aliases that would swell to gigabytes are refused", () => {
    const rows = Array.from({ length: 12 }, (_, i) => `x${i + 1}: &x${i + 1} [${Array(9).fill(`*x${i}`).join(", ")}]`);
    expect(read(`version: 1\nx0: &x0 [a]\n${rows.join("\n")}\n`).config).toBeUndefined();
  });

  test("whatever it is, the outcome is a configuration or problems with a place", () => {
    const word = fc.constantFrom(
      "version",
      "server",
      "port",
      "policy",
      "when",
      "kind",
      "a",
      "1",
      "true",
      "null",
      "'",
      "&a",
      "*a",
      "__proto__",
    );
    const glue = fc.constantFrom(": ", "\n", "\n  ", "\n- ", ", ", "{", "}", "[", "]", " ", "#", "|\n");
    const text = fc
      .array(fc.oneof(word, glue, fc.string({ maxLength: 4, unit: "binary" })))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (text) => {
        const { config, problems } = read(text);
        if ((config === undefined) === (problems.length === 0)) return false;
        return problems.every((problem) => /c\.yaml:\d+:\d+$/.test(problem.message));
      }),
      { numRuns: 2000 },
    );
  });
});
