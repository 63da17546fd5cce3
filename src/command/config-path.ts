import { existsSync } from "node:fs";
import { homeOf } from "../kit/paths.ts";
import type { Run } from "./command.ts";

export const run: Run = (args, io) => {
  const { config } = homeOf(io.env);
  if (args.json === true) io.out(`${JSON.stringify({ path: config, exists: existsSync(config) })}\n`);
  else io.out(`${config}\n`);
  return 0;
};
