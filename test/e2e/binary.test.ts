/** The binary takes nothing from the folder it is started in. Needs it built: GATEWAY_BINARY=dist/gateway bun test test/e2e */
import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { testHome } from "../fixture/home.ts";

const named = process.env.GATEWAY_BINARY ?? "";
const binary = resolve(named);
const root = resolve(import.meta.dirname, "../..");
if (named === "")
  console.warn("skipped: the tests of the binary need GATEWAY_BINARY=dist/gateway (made by: bun build.ts)");

/** A file that tells on itself by writing another beside it. */
const TELLTALE = `require("node:fs").writeFileSync(process.env.TRAP + "/sprung-" + process.pid, "");\n`;

function hostileFolder(folder: string): void {
  const files: Readonly<Record<string, string>> = {
    ".env": "GATEWAY_HOME=/from-dot-env\nGATEWAY_CONFIG=/from-dot-env/config.yaml\nGATEWAY_PORT=1\nNO_COLOR=1\n",
    ".env.local": "GATEWAY_HOME=/from-dot-env-local\n",
    ".env.production": "GATEWAY_HOME=/from-dot-env-production\n",
    "bunfig.toml": 'preload = ["./trap.ts"]\n[run]\npreload = ["./trap.ts"]\n',
    "trap.ts": TELLTALE,
    "package.json": '{"name":"trap","version":"66.6.6","type":"module","imports":{"#*":"./trap.ts"}}',
    "tsconfig.json": '{"compilerOptions":{"baseUrl":".","paths":{"*":["./trap.ts"]},"jsxImportSource":"trap"}}',
    ...Object.fromEntries(
      Object.keys(manifest.dependencies).flatMap((name) => [
        [`node_modules/${name}/package.json`, `{"name":"${name}","version":"66.6.6","main":"index.js"}`],
        [`node_modules/${name}/index.js`, TELLTALE],
      ]),
    ),
    "src/command/version.ts": TELLTALE,
    "command/version.ts": TELLTALE,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function start(args: readonly string[], cwd: string, home: string) {
  const env = { PATH: process.env.PATH ?? "", HOME: home, TRAP: cwd };
  const { stdout, stderr, exitCode } = Bun.spawnSync([binary, ...args], { cwd, env });
  return { out: stdout.toString(), err: stderr.toString(), exitCode };
}

describe.skipIf(named === "")("the binary, started in a hostile folder", () => {
  const commands = [["version", "--json"], ["--help"], ["config", "show"], ["config", "path"], ["receipts", "list"]];

  test.each(commands.map((command) => [command.join(" "), command] as const))(
    "%s runs none of its code",
    (_, command) => {
      using folder = testHome();
      using home = testHome();
      hostileFolder(folder.path);
      start(command, folder.path, home.path);
      expect([...new Bun.Glob("**/sprung-*").scanSync(folder.path)]).toEqual([]);
    },
  );

  test("the trap would be sprung by a program that looks there", () => {
    using folder = testHome();
    hostileFolder(folder.path);
    const env = { PATH: process.env.PATH ?? "", TRAP: folder.path };
    Bun.spawnSync([process.execPath, "-e", "0"], { cwd: folder.path, env });
    expect([...new Bun.Glob("**/sprung-*").scanSync(folder.path)]).not.toEqual([]);
  });

  test("it takes no environment from .env", () => {
    using folder = testHome();
    using home = testHome();
    hostileFolder(folder.path);
    const { out } = start(["config", "path"], folder.path, home.path);
    expect(out).toBe(`${home.file(".adaptive-llm-gateway/config.yaml")}\n`);
    expect(start(["config", "show"], folder.path, home.path).out).toContain("port: 8787");
  });

  test("it knows its own version and commit", () => {
    using folder = testHome();
    hostileFolder(folder.path);
    const { out, exitCode } = start(["version", "--json"], folder.path, folder.path);
    const { version, commit } = JSON.parse(out) as { version: string; commit: string };
    expect({ version, exitCode }).toEqual({ version: manifest.version, exitCode: 0 });
    expect(commit).toMatch(/^([0-9a-f]{40}|unknown)$/);
  });

  test("no path of the machine that built it stands in it", () => {
    const bytes = readFileSync(binary);
    expect(bytes.includes(Buffer.from(`${root}/`))).toBe(false);
    expect(bytes.includes(Buffer.from(`${root}/`, "utf16le"))).toBe(false);
  });
});
