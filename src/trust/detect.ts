/**
 * What stands in a text: one pass of the automaton over it, each candidate tried once by its row. The work is linear in
 * the text, whatever it holds. Pure: the one hash it needs is an argument.
 */
import type { Hit } from "../model/finding.ts";
import { build, fold, scan, type Automaton } from "./automaton.ts";
import {
  isEdge,
  isEscape,
  isNumberEdge,
  walkBack,
  type Detector,
  type PatternDetector,
  type Span,
} from "./detector.ts";
import { DETECTORS } from "./detectors.ts";
import { newRun, readRun, startsWithDate } from "./number-run.ts";
import { resolve, type Found } from "./overlap.ts";

const NONE: readonly Hit[] = Object.freeze([]);

/** Where numbers for people start to show, all digits folded to `0`. */
const NUMBER_LITERALS = ["0000", "000.000", "000 000", "000-000", "00 00 00", "+00"];

/** Units of a block of digits that some row may start with. */
const LONGEST_BLOCK = 24;

/** Fewer digits from a block to the end of its run interest no row. */
const LEAST_DIGITS = 6;

const RUN = newRun();

type Engine = {
  readonly automaton: Automaton;
  readonly rows: readonly Detector[];
  /** By literal: its length, and the rows that it is a sign of. None: it is a sign of a number. */
  readonly lengths: readonly number[];
  readonly owners: readonly (readonly number[])[];
  /** By the length of a block of digits: the rows that may start with it. */
  readonly numbers: readonly (readonly number[])[];
};

let engine: Engine | undefined;

/** The hits in a text, by start, none overlapping. `fingerprint` is given each value, and nothing else keeps one. */
export function detect(text: string, fingerprint: (value: string) => string): readonly Hit[] {
  engine ??= assemble(DETECTORS);
  const found = search(engine, text);
  if (found === undefined) return NONE;
  const rows = engine.rows;
  return resolve(found).map(({ start, end, row }) => {
    const { id, kind, level } = rows[row]!;
    return { detector: id, kind, level, start, end, fingerprint: fingerprint(text.slice(start, end)) };
  });
}

/** To be raised when a check or a reader changes what is found: functions are no part of the digest. */
const REVISION = 1;

/** All that decides what `detect` finds, as text, a row a line: whoever records a decision hashes it. */
export function detectorsDigestInput(): string {
  const plain = (_: string, value: unknown) => (value instanceof RegExp ? String(value) : value);
  return [
    `revision ${REVISION}`,
    ...DETECTORS.map((row) => `${row.id} ${row.kind} ${row.level} ${JSON.stringify(row, plain)}`),
  ].join("\n");
}

/** Builds the automaton for a list of rows; `detect` does so once, at its first call. */
export function assemble(rows: readonly Detector[]): Engine {
  const owners = new Map<string, number[]>(NUMBER_LITERALS.map((literal) => [literal, []]));
  const numbers: number[][] = Array.from({ length: LONGEST_BLOCK + 1 }, () => []);
  rows.forEach((row, index) => {
    for (const literal of new Set(row.literals?.map(fold))) {
      const list = owners.get(literal);
      if (list === undefined) owners.set(literal, [index]);
      else list.push(index);
    }
    if ("digits" in row && row.digits !== undefined)
      for (const length of row.digits.first) numbers[length]!.push(index);
  });
  const literals = [...owners.keys()];
  return {
    automaton: build(literals),
    rows,
    lengths: literals.map((literal) => literal.length),
    owners: [...owners.values()],
    numbers,
  };
}

/** Every row's finds, overlaps and all; undefined for none. */
export function search(engine: Engine, text: string): Found[] | undefined {
  const { rows, lengths, owners, numbers } = engine;
  let found: Found[] | undefined;
  let done: Int32Array | undefined;
  let numbersDone = 0;

  const take = (index: number, at: number, end: number): void => {
    done ??= new Int32Array(rows.length);
    if (at < done[index]!) return;
    const row = rows[index]!;
    const span = "scan" in row ? row.scan(text, at, end) : match(row, text, at, end, done, index);
    if (span === undefined) return;
    done[index] = Math.max(done[index]!, span.end);
    found ??= [];
    found.push({ start: span.start, end: span.end, level: row.level, generic: row.generic === true, row: index });
  };

  scan(engine.automaton, text, (literals, end) => {
    for (let i = 0; i < literals.length; i++) {
      const literal = literals[i]!;
      const owning = owners[literal]!;
      const at = end - lengths[literal]!;
      if (owning.length === 0) {
        if (end <= numbersDone) continue;
        readRun(RUN, text, end - 1, numbersDone);
        numbersDone = RUN.end;
        for (let b = startsWithDate(RUN, text) ? 3 : 0; b < RUN.count; b++) {
          const length = RUN.lengths[b]!;
          if (length > LONGEST_BLOCK || RUN.digits[b]! < LEAST_DIGITS) continue;
          const able = numbers[length]!;
          for (let k = 0; k < able.length; k++) {
            if (RUN.digits[b]! >= (rows[able[k]!] as PatternDetector).digits!.least)
              take(able[k]!, RUN.starts[b]!, RUN.starts[b]!);
          }
        }
        continue;
      }
      for (let k = 0; k < owning.length; k++) take(owning[k]!, at, end);
    }
  });
  return found;
}

function match(
  row: PatternDetector,
  text: string,
  at: number,
  end: number,
  done: Int32Array,
  index: number,
): Span | undefined {
  const { pattern, near } = row;
  let start = at - (row.lead ?? 0);
  if (row.back !== undefined) {
    start = walkBack(text, at, row.back.over, row.back.most);
    // In a text that is itself JSON, the `n` of `\njane@corp.net` belongs to the line end.
    if (start < at && isEscape(text, start)) start++;
    if (start < done[index]!) start = done[index]!;
  }
  if (start < 0) return undefined;
  if (row.digits === undefined ? row.edge !== "none" && !isEdge(text, start, row.edge) : !isNumberEdge(text, start))
    return undefined;
  pattern.lastIndex = start;
  const result = pattern.exec(text);
  if (result === null) return undefined;
  let last = start + result[0].length;
  if (last < end) return undefined;
  const value = result[1] ?? result[0];
  if (near !== undefined && !isNear(text, start, last, near)) return undefined;
  // What has been read and refused is not read again: a repeated almost-match must not cost its length each time.
  done[index] = last;
  if (row.check !== undefined && !row.check(value)) return undefined;
  start = last - value.length;
  if (row.extend === undefined) return { start, end: last };
  const extended = row.extend(text, last);
  return extended === undefined ? undefined : { start, end: extended };
}

function isNear(text: string, start: number, end: number, near: NonNullable<PatternDetector["near"]>): boolean {
  if (near.words.test(text.slice(Math.max(0, start - near.before), start))) return true;
  return near.after !== undefined && near.words.test(text.slice(end, end + near.after));
}
