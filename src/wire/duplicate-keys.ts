/**
 * Whether an object in JSON text has the same key twice. Parsers differ on which of the two counts, so that what was
 * classified here could be another thing than what the provider reads.
 */
import { skipString } from "./json-text.ts";

export function hasDuplicateKeys(body: string): boolean {
  // one entry for each open bracket: the keys of an object, undefined for an array
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let at = 0; at < body.length; at++) {
    switch (body.charCodeAt(at)) {
      case 0x22: {
        const end = skipString(body, at);
        if (isKey) {
          const raw = body.slice(at + 1, end - 1);
          const key = raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
          const keys = open[open.length - 1]!;
          if (keys.has(key)) return true;
          keys.add(key);
          isKey = false;
        }
        at = end - 1;
        break;
      }
      case 0x7b:
        open.push(new Set());
        isKey = true;
        break;
      case 0x5b:
        open.push(undefined);
        isKey = false;
        break;
      case 0x7d:
      case 0x5d:
        open.pop();
        isKey = false;
        break;
      case 0x2c:
        isKey = open[open.length - 1] !== undefined;
        break;
    }
  }
  return false;
}
