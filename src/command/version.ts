import { COMMIT, VERSION } from "../kit/version.ts";
import type { Run } from "./command.ts";

export const run: Run = (args, io) => {
  if (args.json === true) io.out(`${JSON.stringify({ version: VERSION, commit: COMMIT })}\n`);
  else io.out(`gateway ${VERSION} (${COMMIT})\n`);
  return 0;
};
