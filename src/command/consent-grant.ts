import { Problem } from "../kit/problem.ts";
import { nearest } from "../kit/suggest.ts";
import { isLevel } from "../model/level.ts";
import { placeOf } from "../provider/catalogue.ts";
import type { Run } from "./command.ts";
import { recordConsent } from "./consent-record.ts";
import { readSettings } from "./settings.ts";

export const run: Run = async (args, io) => {
  const { config } = readSettings(args, io);
  const provider = String(args.provider);
  const known = Object.hasOwn(config.providers, provider) ? config.providers[provider] : undefined;
  if (known === undefined) {
    const names = Object.keys(config.providers);
    const hint = `gateway consent grant ${nearest(provider, names) ?? names[0] ?? "NAME"}`;
    throw new Problem(
      "bad-usage",
      `there is no provider '${provider}'`,
      `the configuration has ${names.join(", ") || "none"}`,
      hint,
    );
  }
  const { reach } = placeOf(provider, known);
  const level = isLevel(args.level) ? args.level : "internal";
  const entry = await recordConsent(
    { event: "given", level, provider, reason: String(args.reason ?? "").toWellFormed() },
    io,
  );
  if (args.json === true) io.out(`${JSON.stringify({ provider, level, entry })}\n`);
  else
    io.out(
      `${provider} may see content up to ${level} (ledger entry ${entry}); take it back with: gateway consent revoke ${provider}\n`,
    );
  // a runtime nearby may serve models that it passes on, and only those ask for a consent
  if (reach !== "external")
    io.err(
      `${provider} is nearby: this holds for the models that it passes on to a third party; the others need none\n`,
    );
  return 0;
};
