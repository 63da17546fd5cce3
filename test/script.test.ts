/**
 * Transcripts of the command line, test/script/*.txt: what is typed after `$ `, then what it says. `! ` begins a line of
 * stderr, `? ` the exit code when it is not 0, `< FILE` a line of the folder's files before them, `# ` a comment. `[..]`
 * stands for anything on a line. Run from source, and against the binary that GATEWAY_BINARY names.
 */
import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { testHome } from "./fixture/home.ts";
import { PROGRAM } from "./fixture/process.ts";
import { ROOT } from "./fixture/sources.ts";

type Step = { readonly command: string; readonly line: number; readonly expected: string };
type Script = { readonly files: ReadonlyMap<string, string>; readonly steps: readonly Step[] };

const FOLDER = join(ROOT, "test/script");

function read(text: string): Script {
  const files = new Map<string, string>();
  const steps: { command: string; line: number; expected: string }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [mark, rest] = [line.slice(0, 2), line.slice(2)];
    const space = rest.indexOf(" ");
    if (mark === "# " || line === "#") continue;
    if (mark === "$ ") steps.push({ command: rest, line: index + 1, expected: "" });
    else if (mark === "< ")
      files.set(rest.slice(0, space), `${files.get(rest.slice(0, space)) ?? ""}${rest.slice(space + 1)}\n`);
    else if (line !== "" && steps.length > 0) steps.at(-1)!.expected += `${line}\n`;
    else if (line !== "") throw new Error(`line ${index + 1} belongs to no command: ${line}`);
  }
  return { files, steps };
}

/** Words as a shell would part them: quotes hold words together, and nothing else is special. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
}

/** `NAME=VALUE` words, then `gateway`, then its words. */
function start(command: string, home: string): string {
  const words = wordsOf(command);
  const at = words.indexOf("gateway");
  const set = words.slice(0, at).map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]);
  const env = {
    PATH: process.env["PATH"] ?? "",
    GATEWAY_HOME: home,
    ...(Object.fromEntries(set) as Record<string, string>),
  };
  const { stdout, stderr, exitCode } = Bun.spawnSync([...PROGRAM, ...words.slice(at + 1)], {
    cwd: home,
    env,
    stdin: "ignore",
  });
  const told = (text: string, mark: string) =>
    text
      .replace(/^(?!$)/gm, mark)
      .replaceAll(home, "HOME")
      .replace(/^\s*$\n/gm, "");
  return told(stdout.toString(), "") + told(stderr.toString(), "! ") + (exitCode === 0 ? "" : `? ${exitCode}\n`);
}

function pattern(expected: string): RegExp {
  const escaped = expected.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\[\\.\\.\\]", "[^\\n]*");
  return new RegExp(`^${escaped}$`);
}

describe.each([...new Bun.Glob("*.txt").scanSync(FOLDER)].sort().map((name) => [name]))("test/script/%s", (name) => {
  const { files, steps } = read(readFileSync(join(FOLDER, name), "utf8"));

  test("shows something", () => expect(steps.length).toBeGreaterThan(0));

  for (const { command, line, expected } of steps) {
    test(`line ${line}: ${command}`, () => {
      using home = testHome();
      for (const [file, text] of files) {
        mkdirSync(dirname(home.file(file)), { recursive: true });
        writeFileSync(home.file(file), text);
      }
      const said = start(command, home.path);
      if (!pattern(expected).test(said)) expect(said).toBe(expected);
    });
  }
});

test("a transcript that is not kept is found out", () => {
  expect(pattern("a [..] c\n").test("a b c\n")).toBe(true);
  expect(pattern("a [..] c\n").test("a b\nc\n")).toBe(false);
  expect(pattern("").test("! said\n")).toBe(false);
});
