/** Law 7: the rooms' import directions, purity, no cycles; and the size of files. */
import { describe, expect, test } from "bun:test";
import { importsOf, type Source, sources, withoutComments } from "./fixture/sources.ts";

const SRC = sources("src");
const TEST = sources("test");

/** What each room may import, besides itself. Doors (`server`, `command`) are at the end, `model` sees nothing. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  wire: ["model"],
  trust: ["model"],
  route: ["model"],
  kit: ["model"],
  store: ["kit", "model", "wire", "trust", "route"],
  provider: ["kit", "model", "wire", "trust", "route"],
  integrate: ["kit", "model"],
  gateway: ["store", "provider", "kit", "wire", "trust", "route", "model"],
  server: ["gateway", "store", "provider", "kit", "wire", "trust", "route", "model"],
  command: ["gateway", "integrate", "store", "provider", "kit", "wire", "trust", "route", "model"],
};

/** `gateway serve` opens the server's door, and shows what it said of itself; no other file crosses from door to door. */
const CROSSINGS = new Set([
  "command/serve.ts > server/app.ts",
  "command/serve.ts > server/listen.ts",
  "command/ask-health.ts > server/health.ts",
]);

const PURE = ["model", "wire", "trust", "route"];
const PURE_PACKAGES = new Set(["valibot"]);
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\s*[.[]|\bBun\s*[.[]|\bfetch\s*\(|\bset(?:Timeout|Interval|Immediate)\b|\bconsole\s*\.\s*(?:log|error|warn|info|debug)\b|\bperformance\s*\.|\bcrypto\s*\.|\blocalStorage\b/;

function allowed({ path, room }: Source, target: string): boolean {
  const other = target.includes("/") ? target.slice(0, target.indexOf("/")) : "";
  if (room === "") return other === "command" || other === "kit";
  return other === room || (ROOMS[room] ?? []).includes(other) || CROSSINGS.has(`${path} > ${target}`);
}

const relative = (source: Source) => importsOf(source).filter((name) => SRC.some((other) => other.path === name));

describe("the rooms", () => {
  test("every file lies flat in a room that the design names", () => {
    const rooms = [...new Set(SRC.map((source) => source.room))].filter((room) => room !== "");
    expect(rooms.filter((room) => ROOMS[room] === undefined)).toEqual([]);
    expect(SRC.filter((source) => source.room === "").map((source) => source.path)).toEqual(["main.ts"]);
  });

  test("imports go downward only, types included", () => {
    const wrong = SRC.flatMap((source) =>
      relative(source)
        .filter((target) => !allowed(source, target))
        .map((target) => `${source.path} > ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("every relative import leads to a file of the project, with its ending", () => {
    const known = new Set([...SRC.map((source) => source.path), "../package.json"]);
    const lost = SRC.flatMap((source) =>
      importsOf(source)
        .filter((name) => name.endsWith(".ts") || name.startsWith("."))
        .filter((name) => !known.has(name))
        .map((name) => `${source.path} > ${name}`),
    );
    expect(lost).toEqual([]);
  });

  test("the test sees an import in every form it can be written in", () => {
    const text = `import a from "./a.ts";\nimport type { B,\n  C } from "../kit/b.ts";\nexport { d } from './d.ts';\nconst e = await import("./e.ts");\nimport "node:fs";\n// import z from "./z.ts"\n`;
    const names = importsOf({ path: "wire/x.ts", text });
    expect([...names].sort()).toEqual(["kit/b.ts", "node:fs", "wire/a.ts", "wire/d.ts", "wire/e.ts"]);
  });

  test("there is no cycle", () => {
    const edges = new Map(SRC.map((source) => [source.path, relative(source)]));
    const done = new Set<string>();
    const walk = (path: string, trail: readonly string[]): readonly string[] => {
      if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
      if (done.has(path)) return [];
      for (const next of edges.get(path) ?? []) {
        const cycle = walk(next, [...trail, path]);
        if (cycle.length > 0) return cycle;
      }
      done.add(path);
      return [];
    };
    expect(SRC.map((source) => walk(source.path, [])).filter((cycle) => cycle.length > 0)).toEqual([]);
  });
});

describe("the pure rooms", () => {
  const pure = SRC.filter((source) => PURE.includes(source.room));

  test.each(pure.map((source) => [source.path, source] as const))("%s touches nothing outside", (_, source) => {
    const packages = importsOf(source).filter((name) => !name.endsWith(".ts") && !PURE_PACKAGES.has(name));
    expect(packages).toEqual([]);
    expect(withoutComments(source.text).match(IMPURE)?.[0]).toBeUndefined();
  });

  test.each([
    "Date.now()",
    "new Date()",
    "Math.random()",
    "process.env.X",
    "Bun.hash(x)",
    'fetch("x")',
    "setTimeout(f)",
    "console.log(x)",
  ])("%s would be found", (code) => expect(IMPURE.test(code)).toBe(true));
});

describe("the size of things", () => {
  test("files are named in kebab-case", () => {
    const odd = [...SRC, ...TEST].filter(
      ({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(path),
    );
    expect(odd.map((source) => source.path)).toEqual([]);
  });

  test("half of the files have at most 100 lines, nine in ten at most 250, none over 400", () => {
    const sizes = SRC.map((source) => source.lines).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(100);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(250);
    expect(SRC.filter((source) => source.lines > 400).map((source) => source.path)).toEqual([]);
  });

  test("there is at least as much test as source", () => {
    const count = (list: readonly Source[]) => list.reduce((sum, source) => sum + source.lines, 0);
    expect(count(TEST)).toBeGreaterThanOrEqual(count(SRC));
  });
});
