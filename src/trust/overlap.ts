/** One value, one hit: where rows see the same text, the highest level wins, then the more specific row, then length. */
import type { Level } from "../model/level.ts";
import { rank } from "../model/level.ts";

export type Found = {
  readonly start: number;
  readonly end: number;
  readonly level: Level;
  /** A row that knows the format beats one that knows only a name. */
  readonly generic: boolean;
  /** The row's place in the list, the last resort of the order. */
  readonly row: number;
};

/** Sorted by start, no two overlapping. Takes the array over. */
export function resolve(found: Found[]): readonly Found[] {
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const kept: Found[] = [];
  let from = 0;
  let end = -1;
  for (let i = 0; i <= found.length; i++) {
    if (i < found.length && found[i]!.start < end) {
      end = Math.max(end, found[i]!.end);
      continue;
    }
    if (i - from === 1) kept.push(found[from]!);
    else if (i - from > 1) kept.push(...strongest(found.slice(from, i)));
    from = i;
    end = found[i]?.end ?? end;
  }
  return kept;
}

/** Of hits that hang together, those that no better one overlaps. */
function strongest(cluster: Found[]): Found[] {
  const chosen: Found[] = [];
  for (const found of cluster.sort(better)) {
    const place = firstAfter(chosen, found.start);
    if (place > 0 && chosen[place - 1]!.end > found.start) continue;
    if (place < chosen.length && chosen[place]!.start < found.end) continue;
    chosen.splice(place, 0, found);
  }
  return chosen;
}

export function better(a: Found, b: Found): number {
  return (
    rank(b.level) - rank(a.level) ||
    Number(a.generic) - Number(b.generic) ||
    b.end - b.start - (a.end - a.start) ||
    a.start - b.start ||
    a.row - b.row
  );
}

/** The index of the first that starts behind `start`, by bisection. */
function firstAfter(sorted: readonly Found[], start: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.start <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}
