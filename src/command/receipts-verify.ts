import { verifyLedger } from "../store/verify.ts";
import type { Run } from "./command.ts";
import { oneReceipt, readLedger } from "./ledger-file.ts";

/** Done, with findings. */
const FOUND = 3;

export const run: Run = (args, io) => {
  const { verification, filed } = readLedger(io, (db) => ({
    verification: verifyLedger(db),
    filed: args.id === undefined ? undefined : oneReceipt(db, String(args.id)),
  }));
  const { entries, head, faults } = verification;
  const whole = faults.length === 0;
  if (args.json === true) {
    const receipt = filed === undefined ? {} : { receipt: { id: filed.receipt.id, seq: filed.seq, hash: filed.hash } };
    io.out(`${JSON.stringify({ valid: whole, entries, head, faults, ...receipt })}\n`);
    return whole ? 0 : FOUND;
  }
  for (const { seq, because } of faults) io.out(`entry ${seq}: ${because}\n`);
  io.out(
    whole ? `${entries} entries are whole and unaltered, up to ${head || "none"}\n` : "the ledger has been altered\n",
  );
  if (whole && filed !== undefined) io.out(`receipt ${filed.receipt.id} is entry ${filed.seq}, ${filed.hash}\n`);
  return whole ? 0 : FOUND;
};
