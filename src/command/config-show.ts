import { stringify } from "yaml";
import type { Run } from "./command.ts";
import { readSettings } from "./settings.ts";

export const run: Run = (args, io) => {
  const { config, home, fromFile } = readSettings(args, io);
  if (args.json === true) {
    io.out(`${JSON.stringify({ path: home.config, exists: fromFile, config })}\n`);
    return 0;
  }
  if (!fromFile) io.err(`there is no ${home.config}: these are the defaults\n`);
  io.out(stringify(config));
  return 0;
};
