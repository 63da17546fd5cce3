/** Groups of digits with separators, as numbers for people are written: where each block of digits starts. */

/** Longer groups are cut: no number that a row knows takes more units than this. */
const REACH = 32;

/** Blocks of the run that was read last; kept in one place, for most runs are read only to be passed over. */
export type Run = {
  count: number;
  /** Where each block starts, its length, and how many digits stand from there to the end of the run. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly digits: Int32Array;
  end: number;
};

export function newRun(): Run {
  return { count: 0, starts: new Int32Array(64), lengths: new Int32Array(64), digits: new Int32Array(64), end: 0 };
}

/** Reads the run around a place inside a block of digits into `run`; `from` is where the last run ended. */
export function readRun(run: Run, text: string, inside: number, from: number): void {
  let at = firstBlock(text, inside, Math.max(from, inside - REACH));
  const limit = Math.min(text.length, inside + REACH);
  run.count = 0;
  while (at < limit && isDigit(text.charCodeAt(at))) {
    const start = at;
    while (at < limit && isDigit(text.charCodeAt(at))) at++;
    run.starts[run.count] = start;
    run.lengths[run.count++] = at - start;
    let next = at;
    while (next < at + 3 && isSeparator(text.charCodeAt(next))) next++;
    if (next === at || next >= limit || !isDigit(text.charCodeAt(next))) break;
    at = next;
  }
  run.end = at;
  let digits = 0;
  for (let i = run.count - 1; i >= 0; i--) run.digits[i] = digits += run.lengths[i]!;
}

/** `2026-11-24`, by its blocks: dates fill logs and JSON, and no row starts with one. */
export function startsWithDate(run: Run, text: string): boolean {
  if (run.count < 3 || run.lengths[0] !== 4 || run.lengths[1] !== 2 || run.lengths[2] !== 2) return false;
  const century = text.charCodeAt(run.starts[0]!);
  const toDay = run.starts[2]! - run.starts[0]!;
  return (century === 50 || century === 49) && toDay === 8;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** Space, ( ) - . / and the no-break space; NaN past the end is none. */
function isSeparator(unit: number): boolean {
  return unit === 32 || unit === 40 || unit === 41 || (unit >= 45 && unit <= 47) || unit === 160;
}

function firstBlock(text: string, inside: number, limit: number): number {
  let at = inside;
  for (;;) {
    while (at > limit && isDigit(text.charCodeAt(at - 1))) at--;
    let before = at;
    while (before > limit && before > at - 3 && isSeparator(text.charCodeAt(before - 1))) before--;
    if (before === at || before <= limit || !isDigit(text.charCodeAt(before - 1))) return at;
    at = before;
  }
}
