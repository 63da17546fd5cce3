import { table } from "../kit/say.ts";
import { consentLog, currentConsents } from "../store/receipts.ts";
import type { Run } from "./command.ts";
import { readLedger } from "./ledger-file.ts";

export const run: Run = (args, io) => {
  const consents = [...readLedger(io, (db) => currentConsents(consentLog(db))).values()];
  if (args.json === true) io.out(`${JSON.stringify({ consents })}\n`);
  else if (consents.length === 0) io.err("no provider has a consent\n");
  else
    io.out(
      table([["PROVIDER", "UP TO", "ENTRY"], ...consents.map((one) => [one.provider, one.level, String(one.entry)])]),
    );
  return 0;
};
