/** The ledger as the reading commands open it. */
import type { Database } from "bun:sqlite";
import type { Io } from "../kit/io.ts";
import { homeOf } from "../kit/paths.ts";
import { Problem } from "../kit/problem.ts";
import { openDatabaseReadOnly } from "../store/database.ts";
import { type Filed, findReceipts } from "../store/receipts.ts";

/** Throws `Problem` not-initialised where nothing was ever recorded. */
export function readLedger<T>(io: Io, read: (db: Database) => T): T {
  const { ledger } = homeOf(io.env);
  const db = openDatabaseReadOnly(ledger);
  if (db === undefined) {
    throw new Problem(
      "not-initialised",
      "nothing has been recorded yet",
      `there is no ${ledger}`,
      "gateway serve, and send it a request",
    );
  }
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** Throws `Problem` not-found when the id, or its beginning, names none or several. */
export function oneReceipt(db: Database, id: string): Filed {
  const wanted = id.trim().toLowerCase();
  const found = /^[0-9a-f-]{4,36}$/.test(wanted) ? findReceipts(db, wanted) : [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) {
    throw new Problem(
      "not-found",
      `there is no receipt ${id}`,
      "no receipt's id begins with it",
      "gateway receipts list",
    );
  }
  const ids = found.slice(0, 3).map((one) => one.receipt.id);
  throw new Problem(
    "not-found",
    `${id} is not one receipt`,
    `several begin with it: ${ids.join(", ")}`,
    `gateway receipts show ${ids[0]}`,
  );
}
