import { table } from "../kit/say.ts";
import type { Receipt } from "../model/receipt.ts";
import { listReceipts } from "../store/receipts.ts";
import type { Run } from "./command.ts";
import { readLedger } from "./ledger-file.ts";
import { wholeNumber } from "./settings.ts";

const HEAD = ["TIME", "LEVEL", "VERDICT", "END", "STATUS", "SERVED", "RECEIPT"];

export const run: Run = (args, io) => {
  const limit = args.limit === undefined ? 20 : wholeNumber(String(args.limit), "--limit", 1, 1_000_000);
  const receipts = readLedger(io, (db) => listReceipts(db, limit));
  if (args.json === true) {
    io.out(`${JSON.stringify({ receipts: receipts.map(({ seq, hash, receipt }) => ({ seq, hash, ...receipt })) })}\n`);
    return 0;
  }
  if (receipts.length === 0) io.err("no request has been recorded yet\n");
  else io.out(table([HEAD, ...receipts.map(({ receipt }) => row(receipt))]));
  return 0;
};

function row(receipt: Receipt): string[] {
  const { at, level, verdict, end, status, served, id } = receipt;
  return [new Date(at).toISOString().slice(0, 19), level, verdict, end, String(status), served || "-", id];
}
