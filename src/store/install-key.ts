/** The secret of this installation: keys fingerprints, so that they mean nothing elsewhere. */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const KEY_BYTES = 32;

/**
 * Reads the key, or makes it (0600) where there is none yet. Where nothing can be written the key lives as long as the
 * process: fingerprints then cannot be compared later, and nothing else is lost.
 */
export function installKey(path: string): Uint8Array {
  const key = readKey(path);
  if (key !== undefined) return key;
  const fresh = randomBytes(KEY_BYTES);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, fresh, { mode: 0o600, flush: true });
    try {
      // linking fails where another process was first; a rename would take that process's key away
      linkSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch {
    return readKey(path) ?? fresh;
  }
  return fresh;
}

function readKey(path: string): Uint8Array | undefined {
  try {
    const key = readFileSync(path);
    return key.length === KEY_BYTES ? key : undefined;
  } catch {
    return undefined;
  }
}
