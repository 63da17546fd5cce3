import { urlOf } from "../kit/address.ts";
import { openDatabaseReadOnly } from "../store/database.ts";
import { countReceipts } from "../store/receipts.ts";
import { askHealth } from "./ask-health.ts";
import type { Run } from "./command.ts";
import { readSettings } from "./settings.ts";

export const run: Run = async (args, io) => {
  const { config, home, fromFile } = readSettings(args, io);
  const url = urlOf(config.server.host, config.server.port);
  const answer = await askHealth(url, io.env.GATEWAY_TOKEN);
  const health = answer === "token-required" ? undefined : answer;
  const db = openDatabaseReadOnly(home.ledger);
  const receipts = db === undefined ? 0 : countReceipts(db);
  db?.close();
  if (args.json === true) {
    const shown = health === undefined ? {} : { health };
    io.out(
      `${JSON.stringify({ running: answer !== undefined, url, home: home.folder, config: { path: home.config, exists: fromFile }, receipts, ...shown })}\n`,
    );
    return 0;
  }
  if (answer === undefined) io.out(`stopped   nothing answers at ${url}\n`);
  else if (health === undefined) io.out(`running   ${url}, and asks for a token: set GATEWAY_TOKEN to see more\n`);
  else io.out(`running   ${url}, version ${health.version}, mode ${health.mode}\n`);
  io.out(`home      ${home.folder}\n`);
  io.out(`config    ${fromFile ? home.config : `none at ${home.config}: the defaults hold`}\n`);
  io.out(`receipts  ${receipts}\n`);
  if (health === undefined) return 0;
  const { ledger } = health;
  io.out(`ledger    ${ledger.status}${ledger.because === undefined ? "" : `: ${ledger.because}`}\n`);
  const absent = health.providers
    .filter((provider) => !fromFile && provider.models === 0)
    .map((provider) => provider.name);
  for (const { name, reach, models, state, because } of health.providers) {
    if (absent.includes(name)) continue;
    io.out(`provider  ${name} (${reach}): ${state}, ${models} models${because === "" ? "" : `; ${because}`}\n`);
  }
  if (absent.length > 0) io.out(`not found ${absent.join(", ")}\n`);
  return 0;
};
