/** One receipt, as a person reads it: the plan in its own order, then what came of it. */
import { whereabouts } from "../gateway/hint.ts";
import { printable } from "../kit/say.ts";
import type { Route } from "../model/plan.ts";
import type { Receipt } from "../model/receipt.ts";
import type { Filed } from "../store/receipts.ts";
import type { Run } from "./command.ts";
import { oneReceipt, readLedger } from "./ledger-file.ts";

export const run: Run = (args, io) => {
  const filed = readLedger(io, (db) => oneReceipt(db, String(args.id)));
  const { seq, hash, receipt } = filed;
  if (args.json === true) io.out(`${JSON.stringify({ seq, hash, ...receipt })}\n`);
  else io.out(describe(filed));
  return 0;
};

function describe({ seq, hash, receipt }: Filed): string {
  const lines: [string, string][] = [
    ["receipt", receipt.id],
    ["time", new Date(receipt.at).toISOString()],
    ["client", receipt.session === undefined ? receipt.client : `${receipt.client} (session ${receipt.session})`],
    ...(receipt.again === undefined ? [] : [["again", `the turn of receipt ${receipt.again}`] as [string, string]]),
    ["asked", `${receipt.asked || "(unreadable)"} (${receipt.dialect}, ${receipt.delivery}, ${receipt.bytes} bytes)`],
    ["level", `${receipt.level}: ${receipt.levelBecause}`],
    ...receipt.findings.map((one): [string, string] => ["found", `${one.count} × ${one.kind} in ${whereabouts(one)}`]),
    ["verdict", `${receipt.verdict}: ${receipt.because}`],
    ...receipt.routes.flatMap((one): [string, string][] => [
      ["route", `${one.provider}/${one.model} (${one.reach}${spokenTo(one, receipt)}): ${one.because}`],
      ...(one.dropped ?? []).map((what): [string, string] => ["dropped", what]),
    ]),
    ...receipt.passed.map((one): [string, string] => [
      "passed",
      `${one.provider}/${one.model} (${one.reach}): ${one.because}`,
    ]),
    ...receipt.attempts.map((one): [string, string] => [
      "attempt",
      `${one.provider}/${one.model}: ${one.status === 0 ? one.because : `status ${one.status}`}, ${one.ms} ms`,
    ]),
    ["answer", answer(receipt)],
    ...tokens(receipt),
    ["ledger", `entry ${seq}, ${hash}`],
    ["policy", receipt.policyDigest || "none"],
  ];
  return lines.map(([name, text]) => `${name.padEnd(9)}${printable(text)}\n`).join("");
}

function spokenTo({ dialect }: Route, receipt: Receipt): string {
  return dialect === receipt.dialect ? "" : `, in ${dialect}`;
}

function answer(receipt: Receipt): string {
  const error = receipt.error === undefined ? "" : ` (${receipt.error})`;
  const from = receipt.served === "" ? "" : `, by ${receipt.served} (${receipt.reach})`;
  return `${receipt.end}${error}, status ${receipt.status}${from}, ${receipt.totalMs} ms`;
}

function tokens({ usage }: Receipt): [string, string][] {
  if (usage === undefined) return [];
  const cached = usage.cached === undefined ? "" : ` (${usage.cached} cached)`;
  const reasoning = usage.reasoning === undefined ? "" : ` (${usage.reasoning} reasoning)`;
  return [["tokens", `${usage.input} in${cached}, ${usage.output} out${reasoning}`]];
}
