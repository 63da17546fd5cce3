/** A launch as a person or a program is shown it: every secret is left out. */
import type { Launch, Target } from "./launch.ts";

export type Shown = {
  readonly client: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  readonly file?: { readonly path: string; readonly text: string };
};

const HIDDEN = "…";

/** `args` are the user's own; `path` is where the launch's file would lie. */
export function shown(target: Target, launch: Launch, args: readonly string[], path: string): Shown {
  const { file, secrets = {}, unset = [] } = launch;
  const hidden = Object.fromEntries(Object.keys(secrets).map((name) => [name, HIDDEN]));
  return {
    client: target.name,
    command: [target.program, ...argsOf(launch, path), ...args],
    env: { ...launch.env, ...hidden },
    unset,
    ...(file === undefined ? {} : { file: { path, text: file.text } }),
  };
}

/** What stands before the user's own. */
export function argsOf({ args, file }: Launch, path: string): readonly string[] {
  return file === undefined ? args : [...args, path];
}

/** As a shell would take it, but for the secrets. */
export function shellText({ command, env, unset, file }: Shown): string {
  const words = [
    ["env", ...unset.flatMap((name) => ["-u", name])].join(" "),
    ...Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`),
    command.map(quoted).join(" "),
  ];
  const held =
    file === undefined ? "" : `# ${file.path}, for the time of the run:\n${file.text.trimEnd().replace(/^/gm, "# ")}\n`;
  return `${held}${words.join(" \\\n  ")}\n`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
