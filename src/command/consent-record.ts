import { newId } from "../kit/ids.ts";
import type { Io } from "../kit/io.ts";
import { homeOf, makeHome } from "../kit/paths.ts";
import { canonical } from "../store/entry.ts";
import { Ledger } from "../store/ledger.ts";
import type { ConsentEvent } from "../store/receipts.ts";

/** Puts the event on the ledger, on disk before it holds. Returns its entry's number. Throws `Problem` ledger-unwritable. */
export async function recordConsent(event: ConsentEvent, io: Io): Promise<number> {
  const home = homeOf(io.env);
  makeHome(home);
  const ledger = new Ledger(home.ledger);
  try {
    return await ledger.append({ kind: "consent", id: newId(), at: Date.now(), body: canonical(event) }, "synced");
  } finally {
    ledger.close();
  }
}
