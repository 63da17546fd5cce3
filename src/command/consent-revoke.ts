import { Problem } from "../kit/problem.ts";
import { consentLog, currentConsents } from "../store/receipts.ts";
import type { Run } from "./command.ts";
import { recordConsent } from "./consent-record.ts";
import { readLedger } from "./ledger-file.ts";

export const run: Run = async (args, io) => {
  const provider = String(args.provider);
  const consent = readLedger(io, (db) => currentConsents(consentLog(db))).get(provider);
  if (consent === undefined) {
    throw new Problem(
      "not-found",
      `${provider} has no consent`,
      "none was given, or it was taken back",
      "gateway consent list",
    );
  }
  const reason = String(args.reason ?? "").toWellFormed();
  const entry = await recordConsent({ event: "withdrawn", level: consent.level, provider, reason }, io);
  if (args.json === true) io.out(`${JSON.stringify({ provider, entry })}\n`);
  else io.out(`${provider} may see public content only from now on (ledger entry ${entry})\n`);
  return 0;
};
