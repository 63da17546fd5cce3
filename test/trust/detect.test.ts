import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/trust/automaton.ts";
import { isEdge, type PatternDetector } from "../../src/trust/detector.ts";
import { assemble, detect, detectorsDigestInput, search } from "../../src/trust/detect.ts";
import { DETECTORS } from "../../src/trust/detectors.ts";
import { PII_CASES } from "../fixture/pii-cases.ts";
import { SECRET_CASES } from "../fixture/secrets-cases.ts";
import { jwt, pem, word } from "../fixture/secrets-made-up.ts";

const same = (value: string) => value;
const CASES = [...SECRET_CASES, ...PII_CASES];
const fragment = fc.oneof(
  fc.constantFrom(
    ...CASES.map((one) => one.text),
    ...CASES.map((one) => one.near),
    ...DETECTORS.flatMap((row) => row.literals ?? []),
  ),
  fc.constantFrom(" ", "\n", "\\n", '"', '\\"', "=", ": ", "@", "😀", "é", "-", ".", "4111", "::"),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(""));

test("nothing found is one shared answer, and costs no object", () => {
  expect(detect("a quiet line of prose", same)).toBe(detect("", same));
  expect(Object.isFrozen(detect("", same))).toBe(true);
});

test("a hit tells where, what and how grave, and of the value only the fingerprint it was given", () => {
  const value = `glpat-${word(20)}`;
  expect(detect(`see ${value}!`, () => "mark")).toEqual([
    {
      detector: "gitlab-token",
      kind: "secret.gitlab-token",
      level: "secret",
      start: 4,
      end: 4 + value.length,
      fingerprint: "mark",
    },
  ]);
});

test("offsets count UTF-16 units, also behind emoji", () => {
  const [hit] = detect("😀é𝄞 jane@corp.net", same);
  expect(hit).toMatchObject({ start: 6, end: 19, fingerprint: "jane@corp.net" });
});

test("a key is found whole, its line ends escaped, cut off, or in a diff", () => {
  const whole = pem("OPENSSH PRIVATE KEY");
  const escaped = pem("EC PRIVATE KEY", "\\n");
  const diff = pem("PRIVATE KEY", "\n+");
  for (const key of [whole, escaped, diff, whole.slice(0, 120)]) {
    expect(detect(`{"k":"${key}"}`, same)[0]?.fingerprint.startsWith(key)).toBe(true);
  }
});

test("a key's header quoted in prose or code is no key", () => {
  const header = `${"-".repeat(5)}BEGIN PRIVATE KEY${"-".repeat(5)}`;
  for (const text of [
    `It starts with ${header} and then come many lines of base64 text, until the end.`,
    `const pem = "${header}\\n" + body + tail;`,
  ]) {
    expect(detect(text, same)).toEqual([]);
  }
});

test("a token stands free behind an escaped line end", () => {
  const value = jwt();
  for (const before of ["\\n", "\\t", "\n", '\\"', "=", "'"])
    expect(detect(before + value, same).map((hit) => hit.fingerprint)).toEqual([value]);
});

test("an address does not begin with the letter of an escape", () => {
  expect(detect("to:\\njane@corp.net", same).map((hit) => hit.fingerprint)).toEqual(["jane@corp.net"]);
});

test("a remote of Git is nobody's address", () => {
  expect(detect("git clone git@forge.corp.net:a/b.git", same)).toEqual([]);
});

test("an IBAN ends where its country says, whatever stands behind it", () => {
  const iban = "ES91 2100 0418 4502 0005 1332";
  for (const text of [`${iban} BIC`, `${iban} BANK`, `${iban}.`, iban])
    expect(detect(text, same).map((hit) => hit.fingerprint)).toEqual([iban]);
  expect(detect(`${iban}9`, same)).toEqual([]);
});

test("a row that knows the format beats one that knows only the name", () => {
  expect(detect(`API_TOKEN="npm_${word(36)}"`, same).map((hit) => hit.detector)).toEqual(["npm-token"]);
});

test("the digest's input tells rows apart and names them all", () => {
  const lines = detectorsDigestInput().split("\n");
  expect(new Set(lines).size).toBe(DETECTORS.length + 1);
  expect(lines.find((line) => line.startsWith("groq-key "))).toContain("gsk_[A-Za-z0-9]{52}");
  for (const row of DETECTORS)
    expect(lines.some((line) => line.startsWith(`${row.id} ${row.kind} ${row.level}`))).toBe(true);
});

describe("on any text", () => {
  test("hits are in order, apart, inside the text, and mark what stands there", () => {
    fc.assert(
      fc.property(text, (text) => {
        let end = 0;
        for (const hit of detect(text, same)) {
          expect(hit.start).toBeGreaterThanOrEqual(end);
          expect(hit.end).toBeGreaterThan(hit.start);
          expect(hit.fingerprint).toBe(text.slice(hit.start, hit.end));
          end = hit.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1500 },
    );
  });

  test("a row finds among all others what it finds alone", () => {
    const all = assemble(DETECTORS);
    const alone = DETECTORS.map((row) => assemble([row]));
    fc.assert(
      fc.property(text, (text) => {
        const together = search(all, text) ?? [];
        for (const row of new Set([...together.map((found) => found.row), text.length % DETECTORS.length])) {
          const places = together.filter((found) => found.row === row).map(({ start, end }) => [start, end]);
          expect((search(alone[row]!, text) ?? []).map(({ start, end }) => [start, end])).toEqual(places);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("a row with nothing but literals and a pattern finds what trying it at every place finds", () => {
    const simple = DETECTORS.map((row, index) => ({ row, index })).filter(
      (entry): entry is { row: PatternDetector; index: number } => isSimple(entry.row),
    );
    expect(simple.length).toBeGreaterThan(80);
    const engine = assemble(DETECTORS);
    fc.assert(
      fc.property(text, fc.nat(), (text, pick) => {
        const { row, index } = simple[pick % simple.length]!;
        const one = CASES.find((one) => one.id === row.id)!;
        const mixed = `${text}${one.text} ${one.near}${text}`;
        const found = (search(engine, mixed) ?? [])
          .filter((found) => found.row === index)
          .map(({ start, end }) => [start, end]);
        expect({ id: row.id, found }).toEqual({ id: row.id, found: everywhere(row, mixed) });
      }),
      { numRuns: 1500 },
    );
  });
});

function isSimple(row: (typeof DETECTORS)[number]): boolean {
  return (
    !("scan" in row) &&
    row.digits === undefined &&
    row.back === undefined &&
    row.lead === undefined &&
    row.near === undefined &&
    row.extend === undefined &&
    !/\((?!\?)/.test(row.pattern.source.replace(/\\./g, ""))
  );
}

function everywhere(row: PatternDetector, text: string): number[][] {
  const found: number[][] = [];
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    if (at < done || (row.edge !== "none" && !isEdge(text, at, row.edge))) continue;
    if (!row.literals!.some((literal) => fold(text.slice(at, at + literal.length)) === fold(literal))) continue;
    row.pattern.lastIndex = at;
    const value = row.pattern.exec(text)?.[0];
    if (value === undefined) continue;
    done = at + value.length;
    if (row.check?.(value) ?? true) found.push([at, done]);
  }
  return found;
}
