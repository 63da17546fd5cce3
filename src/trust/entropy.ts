/** How random a value looks: what tells a key from a word. */

/** One counter for each ASCII unit; the others share 128 more, which can only make a value look less random. */
const COUNTS = new Uint32Array(256);

/** Shannon entropy in bits per UTF-16 unit: 0 for one repeated unit, 4 for evenly spread hex digits. */
export function entropy(value: string): number {
  for (let i = 0; i < value.length; i++) COUNTS[counter(value, i)]!++;
  let bits = 0;
  for (let i = 0; i < value.length; i++) {
    const share = COUNTS[counter(value, i)]! / value.length;
    if (share > 0) bits -= share * Math.log2(share);
    COUNTS[counter(value, i)] = 0;
  }
  return bits;
}

function counter(value: string, at: number): number {
  const unit = value.charCodeAt(at);
  return unit < 128 ? unit : 128 | (unit & 127);
}

export type Shape = {
  readonly digits: number;
  readonly lower: number;
  readonly upper: number;
  /** Everything that is neither an ASCII letter nor a digit. */
  readonly other: number;
  /** How often a letter follows a digit or a digit a letter. Names have few such turns, keys have many. */
  readonly turns: number;
  /** The longest run of letters with no change to upper case inside it: words make it long. */
  readonly longestWord: number;
};

export function shapeOf(value: string): Shape {
  let digits = 0,
    lower = 0,
    upper = 0,
    other = 0,
    turns = 0,
    run = 0,
    longestWord = 0;
  let before = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    const kind = kindOf(unit);
    if (kind === 1) digits++;
    else if (kind === 2) lower++;
    else if (kind === 3) upper++;
    else other++;
    if ((kind === 1 && before >= 2) || (before === 1 && kind >= 2)) turns++;
    run = kind === 2 ? run + 1 : kind === 3 ? 1 : 0;
    if (run > longestWord) longestWord = run;
    before = kind;
  }
  return { digits, lower, upper, other, turns, longestWord };
}

/** Digits and letters mixed as in a generated key: at least 16 units, several turns, enough bits. */
export function looksRandom(value: string, bits = 3): boolean {
  if (value.length < 16) return false;
  const shape = shapeOf(value);
  if (shape.digits < 2 || shape.lower + shape.upper < 2) return false;
  if (shape.turns < 3) return false;
  // A long stretch of small letters is words, unless the whole is far too long and mixed for an identifier.
  if (shape.longestWord > 9 && shape.turns < 6 && shape.digits < 6) return false;
  return entropy(value) >= bits;
}

/** 1 digit, 2 small letter, 3 capital, 0 anything else. */
function kindOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return 1;
  if (unit >= 97 && unit <= 122) return 2;
  return unit >= 65 && unit <= 90 ? 3 : 0;
}
