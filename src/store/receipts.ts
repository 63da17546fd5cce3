/** Receipts and consents, read from the ledger. Reading never blocks a writer. */
import type { Database } from "bun:sqlite";
import type { Consent } from "../model/provider.ts";
import type { Opened, Receipt } from "../model/receipt.ts";
import type { Entry } from "./entry.ts";

/** A receipt with the ledger entry that holds it. */
export type Filed = { readonly seq: number; readonly hash: string; readonly receipt: Receipt };

type Row = Pick<Entry, "seq" | "hash" | "body">;

function filed(row: Row): Filed {
  return { seq: row.seq, hash: row.hash, receipt: JSON.parse(row.body) as Receipt };
}

/** Newest first. */
export function listReceipts(db: Database, limit: number): Filed[] {
  return db
    .query<Row, [number]>("SELECT seq, hash, body FROM ledger WHERE kind = 'receipt' ORDER BY seq DESC LIMIT ?")
    .all(limit)
    .map(filed);
}

/** By the whole id, or by a beginning of it that only one receipt has; several are returned when it is not the only one. */
export function findReceipts(db: Database, prefix: string): Filed[] {
  // ids are lower-case hexadecimal and dashes: the range holds exactly those that begin with the prefix
  return db
    .query<Row, [string, string]>(
      "SELECT seq, hash, body FROM ledger WHERE kind = 'receipt' AND id >= ? AND id < ? ORDER BY seq DESC LIMIT 10",
    )
    .all(prefix, `${prefix}~`)
    .map(filed);
}

export function countReceipts(db: Database): number {
  return db.query<{ n: number }, []>("SELECT count(*) AS n FROM ledger WHERE kind = 'receipt'").get()?.n ?? 0;
}

/**
 * Runs that were opened and have no receipt: what a process that died left behind. A run that tried several models has
 * an entry for each, `ID`, `ID+1`, …; the first stands for it. Only what follows the last start is looked at.
 */
export function openRuns(db: Database): { readonly at: number; readonly opened: Opened }[] {
  return db
    .query<{ at: number; body: string }, []>(
      `SELECT o.at, o.body FROM ledger o
        WHERE o.kind = 'opened'
          AND o.seq > coalesce((SELECT max(seq) FROM ledger WHERE kind = 'configuration'), 0)
          AND o.id NOT LIKE '%+%'
          AND NOT EXISTS (SELECT 1 FROM ledger r WHERE r.kind = 'receipt' AND r.id = o.id)
        ORDER BY o.seq`,
    )
    .all()
    .map((row) => ({ at: row.at, opened: JSON.parse(row.body) as Opened }));
}

/** What a ledger entry of kind `consent` holds. */
export type ConsentEvent = {
  readonly event: "given" | "withdrawn";
  readonly provider: string;
  readonly level: Consent["level"];
  readonly reason: string;
};

export type FiledConsent = { readonly seq: number; readonly at: number; readonly consent: ConsentEvent };

/** Every consent event, oldest first. */
export function consentLog(db: Database): FiledConsent[] {
  return db
    .query<Pick<Entry, "seq" | "at" | "body">, []>(
      "SELECT seq, at, body FROM ledger WHERE kind = 'consent' ORDER BY seq",
    )
    .all()
    .map((row) => ({ seq: row.seq, at: row.at, consent: JSON.parse(row.body) as ConsentEvent }));
}

/** The state now: the last event of each provider decides. */
export function currentConsents(log: readonly FiledConsent[]): ReadonlyMap<string, Consent> {
  const consents = new Map<string, Consent>();
  for (const { seq, consent } of log) {
    if (consent.event === "given") {
      consents.set(consent.provider, { provider: consent.provider, level: consent.level, entry: seq });
    } else {
      consents.delete(consent.provider);
    }
  }
  return consents;
}
