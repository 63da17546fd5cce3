/** Walks the ledger and re-derives every hash: finds what was altered, is missing, or stands in another order. */
import type { Database } from "bun:sqlite";
import { canonical, type Entry, ENTRY_KINDS, entryHash } from "./entry.ts";

export type Fault = { readonly seq: number; readonly because: string };

export type Verification = {
  readonly entries: number;
  /** The last entry's hash: kept elsewhere, it shows later that nothing was cut off. */
  readonly head: string;
  /** The first faults found, at most ten. */
  readonly faults: readonly Fault[];
};

const FAULTS_MAX = 10;

/** Reads row by row, whatever the ledger's length. */
export function verifyLedger(db: Database): Verification {
  const faults: Fault[] = [];
  let entries = 0;
  let prev = "";
  let expected = 1;
  const rows = db.query<Entry, []>("SELECT seq, at, kind, id, body, prev, hash FROM ledger ORDER BY seq").iterate();
  for (const entry of rows) {
    entries++;
    const because = faultOf(entry, expected, prev);
    if (because !== undefined) faults.push({ seq: entry.seq, because });
    if (faults.length >= FAULTS_MAX) break;
    prev = entry.hash;
    expected = entry.seq + 1;
  }
  return { entries, head: prev, faults: [...faults, ...missingGuards(db)].slice(0, FAULTS_MAX) };
}

function faultOf(entry: Entry, expected: number, prev: string): string | undefined {
  if (entry.seq !== expected) {
    const last = entry.seq - 1;
    return expected === last ? `entry ${expected} is missing` : `entries ${expected} to ${last} are missing`;
  }
  if (entry.prev !== prev) return "it does not follow from the entry before it: one of the two was altered or moved";
  if (entryHash(entry.seq, entry.prev, entry) !== entry.hash)
    return "its content does not give its hash: it was altered";
  if (!(ENTRY_KINDS as readonly string[]).includes(entry.kind)) return `it is of no known kind: ${entry.kind}`;
  return isCanonical(entry.body) ? undefined : "its body is not canonical JSON";
}

function isCanonical(body: string): boolean {
  try {
    return canonical(JSON.parse(body)) === body;
  } catch {
    return false;
  }
}

/** A ledger without its triggers can be rewritten unnoticed from here on. */
function missingGuards(db: Database): Fault[] {
  const present = new Set(
    db
      .query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .all()
      .map((row) => row.name),
  );
  return ["ledger_no_update", "ledger_no_delete", "ledger_in_order"]
    .filter((name) => !present.has(name))
    .map((name) => ({ seq: 0, because: `the trigger ${name} is gone` }));
}
