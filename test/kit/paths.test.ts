import { describe, expect, test } from "bun:test";
import { chmodSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { homeOf, makeHome } from "../../src/kit/paths.ts";
import { Problem } from "../../src/kit/problem.ts";
import { testHome } from "../fixture/home.ts";

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error("no problem");
}

describe("the home", () => {
  test("is a folder of the user's when nothing else is said", () => {
    expect(homeOf({}).folder).toBe(join(homedir(), ".adaptive-llm-gateway"));
    expect(homeOf({ GATEWAY_HOME: "" }).folder).toBe(join(homedir(), ".adaptive-llm-gateway"));
  });

  test("is absolute, and so is the configuration", () => {
    const home = homeOf({ GATEWAY_HOME: "here", GATEWAY_CONFIG: "there.yaml" });
    expect(home.folder).toBe(resolve("here"));
    expect(home.config).toBe(resolve("there.yaml"));
    expect(home.ledger).toBe(join(resolve("here"), "ledger.db"));
  });

  test("is made for its owner alone", () => {
    using home = testHome();
    const folder = home.file("a/b");
    makeHome({ folder });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("that is there keeps the rights it has", () => {
    using home = testHome();
    chmodSync(home.path, 0o750);
    makeHome({ folder: home.path });
    expect(statSync(home.path).mode & 0o777).toBe(0o750);
  });

  test("in whose way a file stands is told with what to do", () => {
    using home = testHome();
    writeFileSync(home.file("file"), "");
    const problem = problemOf(() => makeHome({ folder: home.file("file/home") }));
    expect(problem.code).toBe("home-unwritable");
    expect(problem.because).toBe("a part of its path is a file, not a folder");
    expect(problem.hint).toContain("GATEWAY_HOME");
  });

  test.skipIf(process.getuid?.() === 0)("without permission is told", () => {
    using home = testHome();
    chmodSync(home.path, 0o500);
    expect(problemOf(() => makeHome({ folder: home.file("home") })).because).toBe("you have no permission for it");
  });
});
