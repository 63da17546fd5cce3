/**
 * Whether an object in JSON text has the same key twice. Parsers differ on which of the two counts, so that what was
 * classified here could be another thing than what the provider reads.
 */
import { skipString } from "./json-text.ts";

/** Keys of an object compared one by one; with more, a set is cheaper. */
const FEW = 16;

export function hasDuplicateKeys(body: string): boolean {
  // the keys of all open objects, those of one after those of the object around it
  const keys: string[] = [];
  // one entry for each open bracket: where its keys begin, -1 for an array
  const open: number[] = [];
  let isKey = false;
  for (let at = 0; at < body.length; at++) {
    switch (body.charCodeAt(at)) {
      case 0x22: {
        const end = skipString(body, at);
        if (isKey) {
          isKey = false;
          const raw = body.slice(at + 1, end - 1);
          keys.push(raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw);
          if (keys.length - open[open.length - 1]! <= FEW && isRepeated(keys, open[open.length - 1]!)) return true;
        }
        at = end - 1;
        break;
      }
      case 0x7b:
        open.push(keys.length);
        isKey = true;
        break;
      case 0x5b:
        open.push(-1);
        isKey = false;
        break;
      case 0x7d: {
        const from = open.pop()!;
        if (keys.length - from > FEW && new Set(keys.slice(from)).size < keys.length - from) return true;
        keys.length = from;
        break;
      }
      case 0x5d:
        open.pop();
        break;
      case 0x2c:
        isKey = open[open.length - 1] !== undefined && open[open.length - 1]! >= 0;
        break;
    }
  }
  return false;
}

/** Whether the last key stands before, from `from` on. */
function isRepeated(keys: readonly string[], from: number): boolean {
  const last = keys[keys.length - 1]!;
  for (let i = keys.length - 2; i >= from; i--) if (keys[i]!.length === last.length && keys[i] === last) return true;
  return false;
}
