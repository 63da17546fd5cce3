import { placeOf } from "../provider/catalogue.ts";
import type { Run } from "./command.ts";
import { readSettings } from "./settings.ts";

export const run: Run = (args, io) => {
  const { config, home, fromFile } = readSettings(args, io);
  for (const [name, provider] of Object.entries(config.providers)) placeOf(name, provider);
  if (args.json === true) io.out(`${JSON.stringify({ path: home.config, exists: fromFile, valid: true })}\n`);
  else io.out(fromFile ? `${home.config} is valid\n` : `there is no ${home.config}: the defaults hold, and are valid\n`);
  return 0;
};
