import { PROBLEMS } from "../kit/problem.ts";
import { sayProblem } from "../kit/say.ts";
import type { Run } from "./command.ts";
import { checkSettings } from "./settings.ts";

/** Says everything that is wrong with the file, not only the first thing. */
export const run: Run = (args, io) => {
  const { home, fromFile, problems } = checkSettings(args, io);
  const valid = problems.length === 0;
  if (args.json === true) {
    const told = problems.map(({ code, message, because, hint }) => ({ code, message, because, hint }));
    io.out(`${JSON.stringify({ path: home.config, exists: fromFile, valid, problems: told })}\n`);
  } else if (valid) {
    io.out(fromFile ? `${home.config} is valid\n` : `there is no ${home.config}: the defaults hold, and are valid\n`);
  } else {
    for (const problem of problems) sayProblem(problem, io);
  }
  return valid ? 0 : PROBLEMS["config-invalid"].exit;
};
