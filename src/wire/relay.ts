/**
 * The quick way for a stream that nobody has to change: whole events go on as the bytes they came in, and what is not yet
 * a whole event is held back, so that a broken stream can still be ended properly. Nothing is decoded on the way.
 */

import type { Codec } from "./codec.ts";

export type Relay = {
  /**
   * The bytes that may go on now: the chunk itself, not a copy, when it ends an event and nothing was held. Throws
   * `RangeError` when one event grows beyond the limit.
   */
  push(chunk: Uint8Array): Uint8Array | undefined;
  /** Bytes of an event that has not ended yet. */
  held(): number;
  /** The text of the last bytes passed on, at least `TAIL` of them where there were so many; it may start in mid-event. */
  tail(): string;
};

const EVENT_MAX = 16 << 20;

/** Enough for the last content, the usage and the terminator, bytes. */
const TAIL = 16 << 10;

const LF = 0x0a;
const CR = 0x0d;

export function relay(framing: Codec["framing"], limit = EVENT_MAX): Relay {
  const { endsEvent, lastEventEnd } = framing === "sse" ? SSE : LINES;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  // the newest chunks, as a ring: together at least TAIL bytes
  let kept: Uint8Array[] = [];
  let keptBytes = 0;

  function keep(bytes: Uint8Array): Uint8Array {
    // a copy of the end of a large chunk, so that the rest of it can go
    kept.push(bytes.length > TAIL ? bytes.slice(bytes.length - TAIL) : bytes);
    keptBytes += Math.min(bytes.length, TAIL);
    while (keptBytes - kept[0]!.length >= TAIL) keptBytes -= kept.shift()!.length;
    return bytes;
  }

  function hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    pending.push(bytes);
    pendingBytes += bytes.length;
    if (pendingBytes > limit) throw new RangeError(`the provider sent an event longer than ${limit} bytes`);
  }

  return {
    push(chunk) {
      if (pendingBytes === 0 && endsEvent(chunk, chunk.length)) return keep(chunk);
      const before = lastBytes(pending);
      const end = lastEventEnd(before, chunk);
      if (end === 0) {
        hold(chunk);
        return undefined;
      }
      const whole = pendingBytes === 0 ? chunk.subarray(0, end) : join(pending, pendingBytes, chunk.subarray(0, end));
      pending = [];
      pendingBytes = 0;
      hold(chunk.slice(end));
      return keep(whole);
    },
    held: () => pendingBytes,
    tail: () => new TextDecoder().decode(join(kept, keptBytes, new Uint8Array(0))),
  };
}

/** Where events end. `before`: the bytes right before the chunk. */
type Ends = {
  endsEvent(bytes: Uint8Array, at: number): boolean;
  /** The place in `chunk` after the last event that ends in it, 0 when none does. */
  lastEventEnd(before: readonly number[], chunk: Uint8Array): number;
};

const SSE: Ends = { endsEvent: endsWithEmptyLine, lastEventEnd: lastEmptyLineEnd };
const LINES: Ends = {
  endsEvent: (bytes, at) => bytes[at - 1] === LF,
  lastEventEnd: (_, chunk) => chunk.lastIndexOf(LF) + 1,
};

/** Whether an event ends right before `at`: an empty line, however its lines end. */
function endsWithEmptyLine(bytes: Uint8Array, at: number): boolean {
  const last = bytes[at - 1];
  if (last !== LF && last !== CR) return false;
  const previous = bytes[at - 2];
  if (last === CR) return previous === CR;
  return previous === LF || (previous === CR && (bytes[at - 3] === LF || bytes[at - 3] === CR));
}

function lastEmptyLineEnd(before: readonly number[], chunk: Uint8Array): number {
  const at = (i: number): number | undefined => (i >= 0 ? chunk[i] : before[before.length + i]);
  for (let i = chunk.length; i > 0; i--) {
    const last = at(i - 1);
    if (last !== LF && last !== CR) continue;
    const previous = at(i - 2);
    // CR CR may still become CR CRLF when the chunk ends here: that is one line end more, and no harm
    if (last === CR ? previous === CR : previous === LF || (previous === CR && (at(i - 3) === LF || at(i - 3) === CR)))
      return i;
  }
  return 0;
}

function lastBytes(chunks: readonly Uint8Array[]): number[] {
  const bytes: number[] = [];
  for (let c = chunks.length - 1; c >= 0 && bytes.length < 2; c--) {
    const chunk = chunks[c]!;
    for (let i = chunk.length - 1; i >= 0 && bytes.length < 2; i--) bytes.unshift(chunk[i]!);
  }
  return bytes;
}

function join(chunks: readonly Uint8Array[], bytes: number, last: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes + last.length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  all.set(last, at);
  return all;
}
