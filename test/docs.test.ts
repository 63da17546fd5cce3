/** Law 8: every command, flag, exit code, configuration key, endpoint and error code is documented. */
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import type { Command } from "../src/command/command.ts";
import { COMMANDS } from "../src/command/table.ts";
import { readConfigText } from "../src/kit/config-text.ts";
import { PROBLEMS } from "../src/kit/problem.ts";
import { keysAt, type SchemaNode, schemasAt, type Step } from "../src/kit/schema-walk.ts";
import { ConfigSchema } from "../src/model/config.ts";
import { ENDS } from "../src/model/receipt.ts";
import { VERDICTS } from "../src/model/plan.ts";
import { CATALOGUE, placeOf } from "../src/provider/catalogue.ts";
import { canonical, type Entry, entryHash } from "../src/store/entry.ts";
import { Ledger } from "../src/store/ledger.ts";
import { verifyLedger } from "../src/store/verify.ts";
import { routesOf } from "../src/server/app.ts";
import { testGateway } from "./fixture/gateway.ts";
import { testHome } from "./fixture/home.ts";
import { paper, ROOT, sources } from "./fixture/sources.ts";

const CONFIGURATION = paper("docs/configuration.md");
const CLI = paper("docs/cli.md");
const ERRORS = paper("docs/errors.md");
const JSON_PAPER = paper("docs/json.md");
const README = paper("README.md");

type Called = { readonly name: string; readonly command: Command };

function callable(commands: readonly Command[], prefix = "gateway"): readonly Called[] {
  return commands.flatMap((command) => {
    const name = `${prefix} ${command.name}`;
    return command.commands === undefined ? [{ name, command }] : callable(command.commands, name);
  });
}

const CALLED = callable(COMMANDS);

/** Every key of the schema as docs/configuration.md writes it: `providers.NAME.kind`, `policy[].when.level`. */
function keys(path: readonly Step[], name: string): readonly string[] {
  const schema = ConfigSchema as unknown as SchemaNode;
  const own = keysAt(schema, path).flatMap((key) => {
    const full = name === "" ? key : `${name}.${key}`;
    const inner = keys([...path, key], full);
    return inner.length === 0 ? [full] : inner;
  });
  const nodes = schemasAt(schema, path);
  if (nodes.some((node) => node.type === "record")) return [`${name}.NAME`, ...keys([...path, "x"], `${name}.NAME`)];
  // a list of groups has keys; a list of words is the value of one
  const items = nodes.some((node) => node.type === "array") ? keys([...path, 0], `${name}[]`) : [];
  return [...own, ...items];
}

describe("docs/configuration.md", () => {
  const all = keys([], "");

  test("the schema's keys are seen at every depth", () => {
    for (const key of ["version", "server.port", "providers.NAME.kind", "policy[].when.level"])
      expect(all).toContain(key);
  });

  test.each([...new Set(all)].map((key) => [key]))("says what %s is", (key) => {
    expect(CONFIGURATION).toContain(`| \`${key}\` |`);
  });

  test("knows no key that the schema does not", () => {
    const table = CONFIGURATION.slice(CONFIGURATION.indexOf("## All keys"), CONFIGURATION.indexOf("## Kinds"));
    const told = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
    const groups = ["policy[]", "policy[].when"];
    expect(told.filter((key) => !all.includes(key) && !groups.includes(key))).toEqual([]);
  });

  test.each(CATALOGUE.map((row) => [row.kind, row] as const))("has the kind %s with its URL and key", (kind, row) => {
    const line = CONFIGURATION.split("\n").find((line) => line.startsWith(`| \`${kind}\` |`)) ?? "";
    if (row.url?.startsWith("http")) expect(line).toContain(row.url);
    if (row.key !== undefined) expect(line).toContain(row.key);
    expect(line).not.toBe("");
  });

  test("has every variable of the environment that the sources read, and so has .env.example", () => {
    const read = sources("src").flatMap(({ text }) => text.match(/\bGATEWAY_(?!BUILD_)[A-Z]+\b|\bNO_COLOR\b/g) ?? []);
    for (const name of new Set(read)) {
      expect(CONFIGURATION).toContain(`| \`${name}\` |`);
      expect(paper(".env.example")).toContain(name);
    }
  });

  test("shows an example that holds", () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(CONFIGURATION)?.[1] ?? "";
    expect(readConfigText(example, "example").problems).toEqual([]);
  });
});

describe("docs/cli.md", () => {
  test.each(CALLED.map(({ name, command }) => [name, command] as const))(
    "says what %s does, and its flags",
    (name, command) => {
      const start = CLI.search(new RegExp(`^## \`${name}[\` ]`, "m"));
      expect(start).toBeGreaterThan(0);
      const rest = CLI.slice(start + 3);
      const section = rest.includes("\n## ") ? rest.slice(0, rest.indexOf("\n## ")) : rest;
      for (const [arg, def] of Object.entries(command.args ?? {})) {
        expect(section).toContain(def.type === "positional" ? arg.toUpperCase() : `--${arg}`);
      }
      for (const alias of command.aliases ?? []) expect(section).toContain(alias);
      for (const flag of section.match(/--[a-z-]+/g) ?? [])
        expect(Object.keys(command.args ?? {})).toContain(flag.slice(2));
    },
  );

  test("has no section for a command that is not there", () => {
    const told = [...CLI.matchAll(/^## `(gateway [a-z]+(?: [a-z]+)?)/gm)].map((match) => match[1] ?? "");
    expect(told.sort()).toEqual(CALLED.map(({ name }) => name).sort());
  });

  test("has every exit code that an error can have", () => {
    for (const { exit } of Object.values(PROBLEMS)) expect(CLI).toContain(`| ${exit} |`);
  });
});

describe("docs/errors.md", () => {
  test.each(Object.entries(PROBLEMS))("has %s with its status and exit code", (code, { status, exit }) => {
    expect(ERRORS).toContain(`| \`${code}\` | ${status} | ${exit} |`);
  });

  test("has no code that is not there", () => {
    const told = [...ERRORS.matchAll(/^\| `([a-z-]+)` \| \d/gm)].map((match) => match[1] ?? "");
    expect(told.sort()).toEqual(Object.keys(PROBLEMS).sort());
  });
});

describe("docs/json.md", () => {
  test.each(CALLED.filter(({ command }) => command.args?.["json"]).map(({ name }) => [name]))(
    "has the fields of %s",
    (name) => {
      expect(JSON_PAPER).toContain(`| \`${name.replace("gateway ", "")}\` |`);
    },
  );

  test("has every end and every verdict", () => {
    for (const word of [...ENDS, ...VERDICTS]) expect(JSON_PAPER).toContain(`\`${word}\``);
  });
});

describe("docs/ledger.md", () => {
  test("has an example that gives its hash", () => {
    const text = paper("docs/ledger.md");
    const example = /```json\n(.*)\n```/.exec(text)?.[1] ?? "";
    const { at, body, id, kind, prev, seq } = JSON.parse(example) as Omit<Entry, "body"> & { body: object };
    const hash = entryHash(seq, prev, { at, id, kind, body: canonical(body) });
    expect(text).toContain(`\`${hash}\``);
    expect(hash).toBe(`sha256:${new Bun.CryptoHasher("sha256").update(example).digest("hex")}`);
  });

  test.skipIf(Bun.which("python3") === null)(
    "has a program that finds what was altered, and nothing else",
    async () => {
      using home = testHome();
      const ledger = new Ledger(home.file("ledger.db"));
      const draft = (id: string) =>
        ({ kind: "consent", id, at: 1, body: canonical({ reason: "Grüße \u2028 🙂" }) }) as const;
      await Promise.all([ledger.append(draft("a"), "synced"), ledger.append(draft("b"), "synced")]);
      const { head } = verifyLedger(ledger.db);
      ledger.close();
      const program = /```python\n([\s\S]*?)```/.exec(paper("docs/ledger.md"))?.[1] ?? "";
      const verify = () => Bun.spawnSync(["python3", "-c", program, home.file("ledger.db")]);
      expect(verify().stdout.toString()).toBe(`${head}\n`);
      const db = new Database(home.file("ledger.db"));
      db.run("DROP TRIGGER ledger_no_update");
      db.run("UPDATE ledger SET at = 2 WHERE seq = 2");
      db.close();
      expect(verify().stderr.toString()).toBe("entry 2 does not follow\n");
    },
  );

  test("no source names a paper that is not there", () => {
    const named = sources("src").flatMap(({ text }) => text.match(/\bdocs\/[a-z-]+\.md\b/g) ?? []);
    for (const name of new Set(named)) expect(paper(name)).not.toBe("");
  });
});

describe("README.md", () => {
  test("has every endpoint that the server has", async () => {
    await using gateway = await testGateway({ providers: {} });
    const { routes } = routesOf(gateway.gateway, { host: "127.0.0.1", bodyLimit: 1, version: "test" });
    const paths = new Set(routes.map(({ path }) => path.replace(/:(\w+)(?:\{[^}]*\})?/, "{$1}")));
    expect(paths).toContain("/v1/chat/completions");
    for (const path of paths) expect(README).toContain(path);
  });

  test("its commands install the Bun that the project pins, and are scripts of the project", () => {
    const commands = [...README.matchAll(/^npx --yes bun@(\S+) run (\S+)/gm)];
    expect(commands.map((match) => match[2])).toEqual(["start", "test"]);
    for (const [, version, script] of commands) {
      expect(version).toBe(manifest.devDependencies.bun);
      expect(Object.keys(manifest.scripts)).toContain(script ?? "");
    }
    expect(paper(".ci/run")).toContain(`npx --yes bun@${manifest.devDependencies.bun} run test`);
  });

  test.each([
    "README.md",
    "docs/cli.md",
    "docs/errors.md",
    "docs/api.md",
    "docs/json.md",
    "docs/configuration.md",
    ".github/CONTRIBUTING.md",
  ])("the links of %s lead somewhere", async (name) => {
    const links = [...paper(name).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
    for (const link of links) expect(await Bun.file(join(ROOT, name, "..", link)).exists()).toBe(true);
  });
});

describe("profiles", () => {
  const names = [...new Bun.Glob("*.yaml").scanSync(join(ROOT, "profiles"))].sort();

  test("there are those the README promises to beginners", () =>
    expect(names).toEqual(["demo.yaml", "local-only.yaml"]));

  test.each(names.map((name) => [name]))("%s holds", (name) => {
    const text = readFileSync(join(ROOT, "profiles", name), "utf8");
    const { config, problems } = readConfigText(text, name);
    expect(problems).toEqual([]);
    for (const [provider, row] of Object.entries(config?.providers ?? {})) {
      expect(placeOf(provider, row).reach).toBe("device");
    }
  });
});
