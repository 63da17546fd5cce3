/** A command as data: what the parser, the help and the documentation test need, and the code to load when it is called. */
import type { ArgsDef, ParsedArgs } from "citty";
import type { Io } from "../kit/io.ts";

/** Returns the exit code; `rest` is what stood after `--`, for a command that takes such. Throws `Problem`. */
export type Run = (args: Args, io: Io, rest: readonly string[]) => Promise<number> | number;

export type Args = Readonly<Record<string, string | boolean | undefined>>;

export type Command = {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly description: string;
  readonly args?: ArgsDef;
  /** What stands after `--` is not its own, but for this. */
  readonly rest?: string;
  /** Either it runs, or it has commands of its own. */
  readonly load?: () => Promise<{ readonly run: Run }>;
  readonly commands?: readonly Command[];
};

export type { ArgsDef, ParsedArgs };
