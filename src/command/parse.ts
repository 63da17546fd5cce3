/** Strict reading of a command line: what citty lets pass (unknown flags, stray words) is an error with a suggestion here. */
import type { ArgDef } from "citty";
import { Problem } from "../kit/problem.ts";
import { nearest } from "../kit/suggest.ts";
import type { Args, Command } from "./command.ts";

export type Parsed = {
  /** From the program's own name to the command that was called. */
  readonly path: readonly Command[];
  readonly args: Args;
  /** What stood after `--`, where the command hands it on. */
  readonly rest: readonly string[];
  readonly help: boolean;
};

/** Throws `Problem` bad-usage. */
export function parseCommandLine(root: Command, argv: readonly string[]): Parsed {
  const path = [root];
  let at = 0;
  for (let command = root; command.commands !== undefined;) {
    const word = argv[at];
    if (word === undefined || isHelp(word)) return { path, args: {}, rest: [], help: true };
    const next = command.commands.find((one) => one.name === word || one.aliases?.includes(word));
    if (next === undefined) throw unknownCommand(path, word);
    path.push(next);
    command = next;
    at++;
  }
  const words = argv.slice(at);
  const end = endOfFlags(words);
  if (words.slice(0, end).some(isHelp)) return { path, args: {}, rest: [], help: true };
  if (path.at(-1)?.rest === undefined) return { path, args: parseArgs(path, words), rest: [], help: false };
  return { path, args: parseArgs(path, words.slice(0, end)), rest: words.slice(end + 1), help: false };
}

function parseArgs(path: readonly Command[], words: readonly string[]): Args {
  const defs = path.at(-1)?.args ?? {};
  const positionals = Object.entries(defs).filter(([, def]) => def.type === "positional");
  const values: Record<string, string | boolean> = {};
  let taken = 0;
  const take = (word: string) => {
    const slot = positionals[taken++];
    if (slot === undefined)
      throw usage(
        path,
        `there is no place for '${word}'`,
        `${called(path)} takes ${count(positionals.length)}`,
        handedOn(path, words),
      );
    values[slot[0]] = word;
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--") {
      words.slice(i + 1).forEach(take);
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      take(word);
      continue;
    }
    const [name, inline] = splitFlag(word);
    const def = Object.hasOwn(defs, name) ? defs[name] : undefined;
    const flags = Object.keys(defs).filter((name) => defs[name]?.type !== "positional");
    if (def === undefined || !flags.includes(name) || !word.startsWith("--"))
      throw unknownFlag(path, word, name, flags, handedOn(path, words));
    if (values[name] !== undefined) throw usage(path, `--${name} stands there twice`, "it has one value");
    if (def.type === "boolean") {
      if (inline !== undefined) throw usage(path, `--${name} takes no value`, "it is on when it is there");
      values[name] = true;
      continue;
    }
    const value = inline ?? words[++i];
    // a flag is no value: `--client --json` has lost something; whoever means it writes `--client=--json`
    if (value === undefined || value === "" || (inline === undefined && value.startsWith("-"))) {
      throw usage(path, `--${name} needs a value`, "none stands after it", `${called(path)} --${name}=…`);
    }
    values[name] = checked(path, name, def, value);
  }
  const missing = positionals.find(([name, def]) => def.required === true && values[name] === undefined);
  if (missing !== undefined)
    throw usage(path, `${missing[0].toUpperCase()} is missing`, lower(missing[1].description ?? ""));
  return values;
}

function checked(path: readonly Command[], name: string, def: ArgDef, value: string): string {
  if (def.type !== "enum" || def.options?.includes(value)) return value;
  const options = def.options ?? [];
  const meant = nearest(value, options) ?? options[0];
  throw usage(
    path,
    `--${name} cannot be '${value}'`,
    `it is one of ${options.join(", ")}`,
    `${called(path)} --${name} ${meant}`,
  );
}

function splitFlag(word: string): [string, string | undefined] {
  const equals = word.indexOf("=");
  const bare = equals < 0 ? word : word.slice(0, equals);
  return [bare.replace(/^--?/, ""), equals < 0 ? undefined : word.slice(equals + 1)];
}

function unknownCommand(path: readonly Command[], word: string): Problem {
  const names = (path.at(-1)?.commands ?? []).flatMap((one) => [one.name, ...(one.aliases ?? [])]);
  const meant = nearest(word, names);
  const hint = meant === undefined ? `${called(path)} --help` : `${called(path)} ${meant}`;
  return new Problem("bad-usage", `there is no command '${word}'`, `${called(path)} knows ${names.join(", ")}`, hint);
}

/** What may have been meant for another program, with the `--` that was left out. */
function handedOn(path: readonly Command[], [first, ...more]: readonly string[]): string | undefined {
  if (path.at(-1)?.rest === undefined || first === undefined || first.startsWith("-")) return undefined;
  return [called(path), first, "--", ...more].join(" ");
}

function unknownFlag(
  path: readonly Command[],
  word: string,
  name: string,
  known: readonly string[],
  handed: string | undefined,
): Problem {
  const flags = known.map((flag) => `--${flag}`);
  const meant = nearest(name, known);
  const because = `${called(path)} knows ${[...flags, "--help"].join(", ")}`;
  return usage(
    path,
    `there is no flag '${word.split("=")[0]}'`,
    because,
    meant === undefined ? handed : `${called(path)} --${meant}`,
  );
}

function usage(path: readonly Command[], message: string, because: string, hint = `${called(path)} --help`): Problem {
  return new Problem("bad-usage", message, because, hint);
}

export function called(path: readonly Command[]): string {
  return path.map((command) => command.name).join(" ");
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function endOfFlags(words: readonly string[]): number {
  const at = words.indexOf("--");
  return at < 0 ? words.length : at;
}

function count(n: number): string {
  return n === 0 ? "no words after its flags" : n === 1 ? "one word" : `${n} words`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
