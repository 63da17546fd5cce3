import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { readConfigText } from "../../src/kit/config-text.ts";
import { testHome } from "../fixture/home.ts";
import { gateway } from "../fixture/io.ts";

const LLAMA = "version: 1\nserver: { port: 9001 }\nproviders:\n  llama: { kind: llama-cpp }\n";

describe("the configuration", () => {
  test("without a file has runtimes of this machine and the demonstration last", async () => {
    using home = testHome();
    const { out, code } = await gateway(["config", "show", "--json"], { GATEWAY_HOME: home.path });
    const { exists, config } = JSON.parse(out) as { exists: boolean; config: { providers: Record<string, unknown> } };
    expect({ code, exists, last: Object.keys(config.providers).at(-1) }).toEqual({
      code: 0,
      exists: false,
      last: "demo",
    });
  });

  test("shown is a configuration again, and the same one", async () => {
    using home = testHome();
    writeFileSync(home.file("config.yaml"), LLAMA);
    const { out } = await gateway(["config", "show"], { GATEWAY_HOME: home.path });
    expect(readConfigText(out, "shown").config).toEqual(readConfigText(LLAMA, "written").config!);
  });

  test.each([
    ["the file over the defaults", {}, 9001],
    ["the environment over the file", { GATEWAY_PORT: "9002" }, 9002],
    ["the file where the environment is empty", { GATEWAY_PORT: "" }, 9001],
  ])("follows %s", async (_, env, port) => {
    using home = testHome();
    writeFileSync(home.file("config.yaml"), LLAMA);
    const { out } = await gateway(["config", "show"], { GATEWAY_HOME: home.path, ...env });
    expect((parse(out) as { server: { port: number } }).server.port).toBe(port);
  });

  test.each(["x", "-1", "65536", "80 ", "1e3"])("refuses GATEWAY_PORT=%s", async (port) => {
    using home = testHome();
    const { code, err } = await gateway(["config", "show"], { GATEWAY_HOME: home.path, GATEWAY_PORT: port });
    expect(code).toBe(2);
    expect(err).toContain("GATEWAY_PORT");
  });

  test("is read from where a flag says, then the environment, then the home", async () => {
    using home = testHome();
    for (const [name, port] of [
      ["config.yaml", 1],
      ["env.yaml", 2],
      ["flag.yaml", 3],
    ] as const) {
      writeFileSync(home.file(name), `version: 1\nserver: { port: ${port} }\n`);
    }
    const env = { GATEWAY_HOME: home.path, GATEWAY_CONFIG: home.file("env.yaml") };
    const port = async (argv: string[], env: Record<string, string>) =>
      (parse((await gateway(["config", "show", ...argv], env)).out) as { server: { port: number } }).server.port;
    expect(await port([], { GATEWAY_HOME: home.path })).toBe(1);
    expect(await port([], env)).toBe(2);
    expect(await port(["--config", home.file("flag.yaml")], env)).toBe(3);
  });

  test("that was named and is not there is an error, not the defaults", async () => {
    using home = testHome();
    const env = { GATEWAY_HOME: home.path };
    const named = home.file("none.yaml");
    expect((await gateway(["config", "show", "--config", named], env)).code).toBe(1);
    expect((await gateway(["config", "show"], { ...env, GATEWAY_CONFIG: named })).code).toBe(1);
  });

  test("that cannot be read says why", async () => {
    using home = testHome();
    mkdirSync(home.file("folder"));
    writeFileSync(home.file("latin1"), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
    writeFileSync(home.file("huge"), "#".repeat(2 ** 20 + 1));
    for (const [name, because] of [
      ["folder", "it is a folder"],
      ["latin1", "not UTF-8"],
      ["huge", "larger than"],
    ] as const) {
      const { code, err } = await gateway(["config", "validate", "--config", home.file(name)], {
        GATEWAY_HOME: home.path,
      });
      expect(code).toBe(1);
      expect(err).toContain(because);
    }
  });

  test("with a provider that the catalogue refuses is told with its line", async () => {
    using home = testHome();
    writeFileSync(home.file("config.yaml"), "version: 1\nproviders:\n  a: { kind: demo }\n  b: { kind: olama }\n");
    const { code, err } = await gateway(["config", "validate"], { GATEWAY_HOME: home.path });
    expect(code).toBe(2);
    expect(err).toContain("config.yaml:4:3\n");
    expect(err).toContain("kind: ollama");
  });

  test("validated tells a program every problem", async () => {
    using home = testHome();
    writeFileSync(home.file("config.yaml"), "version: 1\nmode: x\ntrust: { default: y }\n");
    const { code, out, err } = await gateway(["config", "validate", "--json"], { GATEWAY_HOME: home.path });
    const told = JSON.parse(out) as { valid: boolean; problems: { code: string }[] };
    expect({ code, err, valid: told.valid, problems: told.problems.length }).toEqual({
      code: 2,
      err: "",
      valid: false,
      problems: 2,
    });
  });
});
