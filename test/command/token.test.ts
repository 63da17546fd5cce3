/** `gateway token create`, and what the commands do where a gateway asks for tokens. */
import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { readConfigText } from "../../src/kit/config-text.ts";
import { isToken, newToken, tokenHash } from "../../src/kit/token.ts";
import { testGateway } from "../fixture/gateway.ts";
import { testHome } from "../fixture/home.ts";
import { gateway } from "../fixture/io.ts";

describe("gateway token create", () => {
  test("prints a token on stdout, and on stderr a configuration that knows it", async () => {
    using home = testHome();
    const { code, out, err } = await gateway(["token", "create", "laptop"], { GATEWAY_HOME: home.path });
    expect(code).toBe(0);
    expect(out).toMatch(/^gw-[A-Za-z0-9_-]{43}\n$/);
    expect(err).not.toContain(out.trim());
    const lines = err.slice(err.indexOf("version: 1"), err.indexOf("then start"));
    const { config, problems } = readConfigText(lines, "said");
    expect(problems).toEqual([]);
    expect(config?.clients).toEqual({ laptop: { floor: "public", token: tokenHash(out.trim()) } });
  });

  test("touches no file, and says when it takes another's place", async () => {
    using home = testHome();
    const env = { GATEWAY_HOME: home.path };
    await gateway(["token", "create", "laptop"], env);
    expect(existsSync(home.file("config.yaml"))).toBe(false);
    const text = `version: 1 # mine\nclients: { laptop: { token: ${tokenHash(newToken())} } }\n`;
    writeFileSync(home.file("config.yaml"), text);
    const told = await gateway(["token", "create", "laptop", "--json"], env);
    const made = JSON.parse(told.out) as { token: string; hash: string };
    expect(made).toMatchObject({ client: "laptop", config: home.file("config.yaml"), replaces: true });
    expect(made.hash).toBe(tokenHash(made.token));
    expect(isToken(made.token)).toBe(true);
    expect(await Bun.file(home.file("config.yaml")).text()).toBe(text);
  });

  test.each(["", "a b", "../x", "-", "x".repeat(65)])("refuses %p as a name", async (name) => {
    using home = testHome();
    const { code, err } = await gateway(["token", "create", "--", name], { GATEWAY_HOME: home.path });
    expect(code).toBe(2);
    expect(err).toContain("try:     gateway token create laptop");
  });

  test("never makes the same one twice", () => {
    expect(new Set(Array.from({ length: 1_000 }, newToken)).size).toBe(1_000);
  });
});

test("status says that a gateway asks for a token, and more when it is given one", async () => {
  const token = newToken();
  const clients = { me: { token: tokenHash(token) } };
  await using running = await testGateway({ server: { host: "0.0.0.0" }, providers: {}, clients });
  const env = { GATEWAY_HOME: running.home.path, GATEWAY_PORT: String(running.listening.port) };
  const stranger = await gateway(["status"], env);
  expect(stranger.out).toContain("and asks for a token: set GATEWAY_TOKEN");
  expect(JSON.parse((await gateway(["status", "--json"], env)).out)).toMatchObject({ running: true });
  const known = await gateway(["status"], { ...env, GATEWAY_TOKEN: token });
  expect(known.out).toContain("version test, mode open");
  expect(known.out + known.err).not.toContain(token);
});
