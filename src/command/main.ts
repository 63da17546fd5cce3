/** argv → command → exit code, and the one place where a Problem becomes words on a terminal. */
import type { Io } from "../kit/io.ts";
import { Problem } from "../kit/problem.ts";
import { problemJson, sayProblem } from "../kit/say.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse.ts";
import { COMMANDS } from "./table.ts";

export const ROOT: Command = {
  name: "gateway",
  description: "One gateway between your AI clients and every model they can reach",
  commands: COMMANDS,
};

export async function main(argv: readonly string[], io: Io): Promise<number> {
  const end = argv.indexOf("--");
  const json = argv.slice(0, end < 0 ? argv.length : end).includes("--json");
  try {
    // what other tools answer to is answered here too
    const words = argv[0] === "--version" || argv[0] === "-v" ? ["version", ...argv.slice(1)] : argv;
    const { path, args, rest, help } = parseCommandLine(ROOT, words);
    const command = path.at(-1)!;
    if (help || command.load === undefined) {
      const { renderHelp } = await import("./help.ts");
      io.out(await renderHelp(path, io.colour));
      return 0;
    }
    const { run } = await command.load();
    return await run(args, io, rest);
  } catch (error) {
    const problem = error instanceof Problem ? error : unexpected(error);
    if (json) io.err(problemJson(problem));
    else sayProblem(problem, io);
    if (problem.code === "internal" && io.env.GATEWAY_LOG === "debug" && error instanceof Error)
      io.err(`${error.stack}\n`);
    return problem.exit;
  }
}

function unexpected(error: unknown): Problem {
  const because = error instanceof Error ? error.message : String(error);
  const hint = "run it again with GATEWAY_LOG=debug, and report what it prints";
  return new Problem("internal", "the gateway failed: this is a defect in it", because, hint, { cause: error });
}
