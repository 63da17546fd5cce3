/**
 * The Aho–Corasick automaton over all literals (Aho and Corasick, "Efficient string matching", CACM 1975), as a dense
 * table: one load for the unit's class, one for the next state, one comparison, for every UTF-16 unit of a text.
 * Letters are folded to lower case and all digits to `0`: a row's pattern tells them apart, and a run of digits
 * becomes a literal like any other.
 */

/** Classes are padded to a power of two, so that a state's row is found by a shift. */
const SHIFT = 6;
const ROW = 1 << SHIFT;

export type Automaton = {
  /** `next[(state << 6) | class]`; states from `accepting` on end at least one literal. */
  readonly next: Uint16Array;
  readonly classes: Uint8Array;
  readonly accepting: number;
  /** By `state - accepting`: the literals that end there, as indexes into the list that `build` was given. */
  readonly outputs: readonly (readonly number[])[];
};

/** Lower case, digits as `0`; the same length as the text. */
export function fold(literal: string): string {
  return literal.toLowerCase().replace(/\d/g, "0");
}

/** `literals` are folded and ASCII. Throws a RangeError on more than 63 distinct characters or 65 535 states. */
export function build(literals: readonly string[]): Automaton {
  const classes = classesOf(literals);
  const size = literals.reduce((sum, literal) => sum + literal.length, 1);
  if (size > 65_535) throw new RangeError("the automaton has more states than its table can name");
  const trie = new Uint16Array(size << SHIFT);
  const ends: number[][] = [[]];
  for (let index = 0; index < literals.length; index++) {
    let state = 0;
    const literal = literals[index]!;
    for (let i = 0; i < literal.length; i++) {
      const cell = (state << SHIFT) | classes[literal.charCodeAt(i)]!;
      if (trie[cell] === 0) trie[cell] = ends.push([]) - 1;
      state = trie[cell]!;
    }
    ends[state]!.push(index);
  }
  const used = classes.reduce((most, cls) => Math.max(most, cls), 0);
  return renumber(close(trie.subarray(0, ends.length << SHIFT), ends, used), ends, classes, used);
}

/** Calls `visit` with the literals that end before `end`, for every such `end`, in order. */
export function scan(
  automaton: Automaton,
  text: string,
  visit: (literals: readonly number[], end: number) => void,
): void {
  const { next, classes, accepting, outputs } = automaton;
  const length = text.length;
  let state = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    state = next[(state << SHIFT) | (unit < 128 ? classes[unit]! : 0)]!;
    if (state >= accepting) visit(outputs[state - accepting]!, i + 1);
  }
}

function classesOf(literals: readonly string[]): Uint8Array {
  const classes = new Uint8Array(128);
  let count = 0;
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const unit = literal.charCodeAt(i);
      if (unit > 127) throw new RangeError("a literal is not ASCII");
      if (classes[unit] === 0) classes[unit] = ++count;
    }
  }
  if (count >= ROW) throw new RangeError("the literals have more distinct characters than the table has classes");
  for (let letter = 65; letter <= 90; letter++) classes[letter] = classes[letter + 32]!;
  for (let digit = 49; digit <= 57; digit++) classes[digit] = classes[48]!;
  return classes;
}

/**
 * Fills every gap with the transition of the longest proper suffix, breadth first, and hands down its literals. A row
 * starts as its suffix's row, copied whole; only its own children differ.
 */
function close(trie: Uint16Array, ends: number[][], used: number): Uint16Array {
  const closed = new Uint16Array(trie.length);
  const fail = new Uint16Array(ends.length);
  const queue = new Uint16Array(ends.length);
  for (let head = 0, tail = 1; head < tail; head++) {
    const state = queue[head]!;
    const row = state << SHIFT;
    if (state !== 0) closed.copyWithin(row, fail[state]! << SHIFT, (fail[state]! + 1) << SHIFT);
    for (let cls = 1; cls <= used; cls++) {
      const child = trie[row | cls]!;
      if (child === 0) continue;
      const fallback = closed[row | cls]!;
      fail[child] = fallback;
      if (ends[fallback]!.length > 0) ends[child] = [...ends[child]!, ...ends[fallback]!];
      closed[row | cls] = child;
      queue[tail++] = child;
    }
  }
  return closed;
}

/** States that end no literal first, so that one comparison tells the two kinds apart. */
function renumber(closed: Uint16Array, ends: readonly number[][], classes: Uint8Array, used: number): Automaton {
  const states = ends.length;
  const place = new Uint16Array(states);
  const outputs: number[][] = [];
  let plain = 0;
  for (let state = 0; state < states; state++) if (ends[state]!.length === 0) place[state] = plain++;
  for (let state = 0; state < states; state++)
    if (ends[state]!.length > 0) place[state] = plain + outputs.push(ends[state]!) - 1;
  const next = new Uint16Array(states << SHIFT);
  for (let state = 0; state < states; state++) {
    const from = state << SHIFT;
    const to = place[state]! << SHIFT;
    for (let cls = 0; cls <= used; cls++) next[to | cls] = place[closed[from | cls]!]!;
  }
  return { next, classes, accepting: plain, outputs };
}
