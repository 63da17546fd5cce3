import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ROOT } from "../../src/command/main.ts";
import { parseCommandLine } from "../../src/command/parse.ts";
import { COMMANDS } from "../../src/command/table.ts";
import { Problem } from "../../src/kit/problem.ts";
import { gateway } from "../fixture/io.ts";

const parse = (line: string) => parseCommandLine(ROOT, line === "" ? [] : line.split(" "));

function refused(line: string): Problem {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`not refused: ${line}`);
}

describe("a command line", () => {
  test.each([
    ["version --json", "version", { json: true }],
    ["receipts list --limit 3", "list", { limit: "3" }],
    ["receipts list --limit=3 --json", "list", { limit: "3", json: true }],
    ["simulate - --trust secret", "simulate", { request: "-", trust: "secret" }],
    ["simulate --trust=secret a.json", "simulate", { request: "a.json", trust: "secret" }],
    ["simulate -- --json", "simulate", { request: "--json" }],
    ["consent grant groq --reason=--why", "grant", { provider: "groq", reason: "--why" }],
    ["start --port 0", "serve", { port: "0" }],
  ])("%s is understood", (line, name, args) => {
    const parsed = parse(line);
    expect(parsed.path.at(-1)?.name).toBe(name);
    expect(parsed.args).toEqual(args as Record<string, string | boolean>);
  });

  test.each([
    ["serv", "there is no command 'serv'", "gateway serve"],
    ["receipts lsit", "there is no command 'lsit'", "gateway receipts list"],
    ["toString", "there is no command 'toString'", "gateway --help"],
    ["--json version", "there is no command '--json'", "gateway --help"],
    ["version --jsno", "there is no flag '--jsno'", "gateway version --json"],
    ["version -json", "there is no flag '-json'", "gateway version --json"],
    ["version --constructor", "there is no flag '--constructor'", "gateway version --help"],
    ["version --key=sk-live-1", "there is no flag '--key'", "gateway version --help"],
    ["simulate --request x", "there is no flag '--request'", "gateway simulate --help"],
    ["version --json=yes", "--json takes no value", "gateway version --help"],
    ["version --json --json", "--json stands there twice", "gateway version --help"],
    ["version now", "there is no place for 'now'", "gateway version --help"],
    ["simulate a b", "there is no place for 'b'", "gateway simulate --help"],
    ["simulate", "REQUEST is missing", "gateway simulate --help"],
    ["simulate a --trust", "--trust needs a value", "gateway simulate --trust=…"],
    ["simulate a --client --json", "--client needs a value", "gateway simulate --client=…"],
    ["run codex exec", "there is no place for 'exec'", "gateway run codex -- exec"],
    ["run claude -p hi", "there is no flag '-p'", "gateway run claude -- -p hi"],
    ["run claude --modle x", "there is no flag '--modle'", "gateway run --model"],
    ["serve --port=", "--port needs a value", "gateway serve --port=…"],
    ["simulate a --trust secrt", "--trust cannot be 'secrt'", "gateway simulate --trust secret"],
  ])("%s is refused with what to type", (line, message, hint) => {
    const problem = refused(line);
    expect({ message: problem.message, hint: problem.hint, exit: problem.exit }).toEqual({ message, hint, exit: 2 });
  });

  test.each([
    ["run codex -- exec --json -- x", { client: "codex" }, ["exec", "--json", "--", "x"]],
    ["run --model m codex --", { client: "codex", model: "m" }, []],
    ["run codex -- --help", { client: "codex" }, ["--help"]],
  ])("%s leaves the words behind -- to another program", (line, args, rest) => {
    expect(parse(line)).toMatchObject({ args, rest, help: false });
  });

  test("asks for help wherever --help stands before the end of flags", () => {
    for (const line of ["", "--help", "-h", "receipts", "receipts --help", "version --help", "simulate x --bogus -h"]) {
      expect(parse(line).help).toBe(true);
    }
    expect(parse("simulate -- -h").help).toBe(false);
  });

  test("whatever it holds is understood or refused as usage", () => {
    const words = [
      "receipts",
      "list",
      "show",
      "simulate",
      "version",
      "--json",
      "--limit",
      "--trust",
      "secret",
      "-",
      "--",
      "-x",
      "--=",
      "=",
    ];
    const line = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 })), { maxLength: 7 });
    fc.assert(
      fc.property(line, (argv) => {
        try {
          const { path, args, help } = parseCommandLine(ROOT, argv);
          const known = Object.keys(path.at(-1)?.args ?? {});
          return help || Object.keys(args).every((name) => known.includes(name));
        } catch (error) {
          return error instanceof Problem && error.code === "bad-usage" && error.hint !== "";
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("help", () => {
  const lines = [
    "",
    ...COMMANDS.flatMap((one) => [one.name, ...(one.commands ?? []).map((two) => `${one.name} ${two.name}`)]),
  ];

  test.each(lines.map((line) => [line]))(
    "of 'gateway %s' stands on stdout, plain, with the exit codes",
    async (line) => {
      const called = await gateway([...line.split(" ").filter(Boolean), "--help"], {});
      expect({ code: called.code, err: called.err }).toEqual({ code: 0, err: "" });
      expect(called.out).toContain(`USAGE gateway${line === "" ? "" : ` ${line}`}`);
      expect(called.out).toContain("EXIT CODES");
      expect(called.out).not.toContain("\u001b");
    },
  );
});
