/** How each client is started: wired to the gateway and nowhere else, with every secret in the environment only. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parse as parseYaml } from "yaml";
import { KEY_VARIABLE, type Launch, type Wish } from "../../src/integrate/launch.ts";
import { besideProxy } from "../../src/integrate/proxy.ts";
import { argsOf, shellText, shown } from "../../src/integrate/shown.ts";
import { TARGETS, targetNamed } from "../../src/integrate/targets.ts";

const URL = "http://127.0.0.1:8787";
const SECRET = "gw-canary-canary-canary-canary-canary-canary-c";
const plain: Wish = { url: URL, model: "auto", models: ["auto", "llama/big"], key: "gateway", env: {} };

const ABLE = TARGETS.filter((target) => target.launch !== undefined);
const each = ABLE.map((target) => [target.name, target, target.launch!] as const);

function launched(name: string, wish: Wish = plain): Launch {
  return targetNamed(name)!.launch!(wish);
}

/** Codex's own reading of its `-c` flags: the value is TOML. */
function codexConfig({ args }: Launch): Record<string, unknown> {
  const values = args.filter((_, index) => index % 2 === 1);
  expect(args.filter((_, index) => index % 2 === 0).every((flag) => flag === "-c")).toBe(true);
  const named = values.map((value) => {
    const at = value.indexOf("=");
    const { held } = Bun.TOML.parse(`held = ${value.slice(at + 1)}`) as { held: unknown };
    return [value.slice(0, at), held] as const;
  });
  return Object.fromEntries(named);
}

describe("every client", () => {
  test("has a name and other names that nobody else has", () => {
    const names = TARGETS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(ABLE.map(({ name }) => name)).toEqual(["claude-code", "codex", "opencode", "continue"]);
  });

  const wishes: readonly (readonly [string, Wish])[] = [
    ["a token for a key", { ...plain, key: SECRET }],
    ["a token beside its own login", { url: URL, models: [], token: SECRET, env: {} }],
    ["headers of the user's own", { ...plain, env: { ANTHROPIC_CUSTOM_HEADERS: `x-own: ${SECRET}` } }],
  ];
  test.each(each.flatMap(([name, target, launch]) => wishes.map(([what, wish]) => [name, what, target, launch, wish])))(
    "%s with %s has it in the environment, and in nothing that is shown",
    (_name, _what, target, launch, wish) => {
      const made = (launch as (wish: Wish) => Launch)(wish as Wish);
      const { secrets, ...rest } = made;
      expect(JSON.stringify(rest)).not.toContain(SECRET);
      const whole = shown(target as (typeof ABLE)[number], made, ["-p", "hi"], "/home/run.yaml");
      expect(JSON.stringify(whole) + shellText(whole)).not.toContain(SECRET);
      for (const name of Object.keys(secrets ?? {})) expect(whole.env[name]).toBe("…");
    },
  );

  test.each(each)("%s says who it is, and what it asks, at the gateway's address only", (name, _target, launch) => {
    const made = launch(plain);
    const all = JSON.stringify(made);
    expect(all).toMatch(new RegExp(`x-gateway-client\\W+${name}`));
    expect(all).toContain("auto");
    for (const [url] of all.matchAll(/https?:\/\/[^"\\]+/g)) expect(url.startsWith(URL)).toBe(true);
  });
});

describe("Claude Code", () => {
  const settings = (wish: Wish) => {
    const [flag, text] = launched("claude", wish).args;
    expect(flag).toBe("--settings");
    return JSON.parse(text ?? "") as { env: Record<string, string>; skipWebFetchPreflight?: boolean };
  };

  test("is given one model for all of its sizes, and a base without /v1", () => {
    const { env } = settings({ ...plain, model: "llama/big", context: 32_768 });
    for (const name of ["MODEL", "DEFAULT_OPUS_MODEL", "DEFAULT_SONNET_MODEL", "DEFAULT_HAIKU_MODEL"])
      expect(env[`ANTHROPIC_${name}`]).toBe("llama/big");
    expect(env).toMatchObject({ ANTHROPIC_BASE_URL: URL, CLAUDE_CODE_MAX_CONTEXT_TOKENS: "32768" });
  });

  test("says nothing to its vendor when the gateway has all the keys", () => {
    const made = launched("claude-code");
    expect(settings(plain)).toMatchObject({
      skipWebFetchPreflight: true,
      env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", ENABLE_CLAUDEAI_MCP_SERVERS: "false" },
    });
    expect(made.unset).toContain("ANTHROPIC_API_KEY");
    expect(made.secrets).toMatchObject({ ANTHROPIC_AUTH_TOKEN: "gateway" });
  });

  test("keeps its login, its models and its user's headers where its own key goes to the vendor", () => {
    const wish = { url: URL, models: [], token: SECRET, env: { ANTHROPIC_CUSTOM_HEADERS: "x-team: a" } };
    const { unset, secrets, env } = launched("claude", wish);
    expect(unset).toBeUndefined();
    expect(Object.keys({ ...env, ...secrets })).not.toContain("ANTHROPIC_AUTH_TOKEN");
    expect(Object.keys(env)).not.toContain("ANTHROPIC_MODEL");
    expect(secrets?.["ANTHROPIC_CUSTOM_HEADERS"]).toBe(`x-team: a\nx-gateway-client: claude-code\napi-key: ${SECRET}`);
  });
});

describe("Codex", () => {
  test("has a provider of its own, as it ignores a base URL in the environment", () => {
    expect(codexConfig(launched("codex", { ...plain, context: 8_192 }))).toEqual({
      model_provider: "gateway",
      model: "auto",
      model_context_window: 8_192,
      "model_providers.gateway": {
        name: "Adaptive LLM Gateway",
        base_url: `${URL}/v1`,
        wire_api: "responses",
        env_key: KEY_VARIABLE,
        http_headers: { "x-gateway-client": "codex" },
      },
      "analytics.enabled": false,
      check_for_update_on_startup: false,
      "features.plugins": false,
      "features.apps": false,
    });
  });

  test("keeps its login where its own key goes to the vendor, with the token beside it", () => {
    const config = codexConfig(launched("codex", { url: URL, models: [], token: SECRET, env: {} }));
    expect(config["model"]).toBeUndefined();
    expect(config["model_providers.gateway"]).toMatchObject({
      requires_openai_auth: true,
      env_http_headers: { "api-key": KEY_VARIABLE },
    });
  });
});

test("opencode can choose among all that can be asked for, and knows the size of the one it was given", () => {
  const models = [...plain.models, "{env:HOME}", "a{file:~/.ssh/id}"];
  const { env, secrets } = launched("opencode", { ...plain, models, model: "llama/big", context: 16_384 });
  const config = JSON.parse(env["OPENCODE_CONFIG_CONTENT"] ?? "") as { provider: { gateway: { models: object } } };
  expect(config).toMatchObject({ model: "gateway/llama/big", small_model: "gateway/llama/big" });
  expect(config.provider.gateway.models).toEqual({
    auto: { name: "auto" },
    "llama/big": { name: "llama/big", limit: { context: 16_384, output: 4_096 } },
  });
  expect(secrets).toEqual({ [KEY_VARIABLE]: "gateway" });
});

test("Continue's CLI reads a file of ours in place of the user's, which names its key and does not hold it", () => {
  const made = launched("cn", { ...plain, key: SECRET });
  expect(argsOf(made, "/x/y.yaml")).toEqual(["--config", "/x/y.yaml"]);
  const { models } = parseYaml(made.file?.text ?? "") as { models: readonly Record<string, unknown>[] };
  expect(models).toHaveLength(1);
  expect(models[0]).toMatchObject({ model: "auto", apiBase: `${URL}/v1`, apiKey: "${{ secrets.GATEWAY_CLIENT_KEY }}" });
});

describe("whatever the model is called", () => {
  const name = fc.string({ minLength: 1, unit: "grapheme" });

  test("each client is told it as it is", () => {
    fc.assert(
      fc.property(name, (model) => {
        const wish = { ...plain, model };
        const claude = JSON.parse(launched("claude", wish).args[1] ?? "") as { env: Record<string, string> };
        expect(claude.env["ANTHROPIC_MODEL"]).toBe(model);
        expect(codexConfig(launched("codex", wish))["model"]).toBe(model);
        const opencode = JSON.parse(launched("opencode", wish).env["OPENCODE_CONFIG_CONTENT"] ?? "") as object;
        expect(opencode).toMatchObject({ model: `gateway/${model}` });
        const yaml = parseYaml(launched("continue", wish).file?.text ?? "") as { models: { model: string }[] };
        expect(yaml.models[0]?.model).toBe(model);
      }),
    );
  });

  test("what is printed is what a shell would start", () => {
    const words = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 4 });
    fc.assert(
      fc.property(words, name, (args, model) => {
        // no shell can hold a zero character in a word, nor the environment
        const clean = args.map((word) => word.replaceAll("\0", ""));
        const made = launched("codex", { ...plain, model: model.replaceAll("\0", "x") });
        const target = { ...targetNamed("codex")!, program: "/usr/bin/printf" };
        const command = shellText(shown(target, { ...made, args: ["%s\\0", ...made.args] }, clean, ""));
        const { stdout, stderr } = Bun.spawnSync(["sh", "-c", command], { env: { PATH: process.env.PATH ?? "" } });
        expect(stderr.toString()).toBe("");
        expect(stdout.toString().split("\0").slice(0, -1)).toEqual([...made.args, ...clean]);
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});

describe("with a proxy in the environment", () => {
  test.each([
    [{}, {}],
    [{ HTTPS_PROXY: "" }, {}],
    [{ HTTPS_PROXY: "http://p" }, { NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" }],
    [
      { all_proxy: "http://p", no_proxy: "corp" },
      { NO_PROXY: "corp,127.0.0.1", no_proxy: "corp,127.0.0.1" },
    ],
  ])("%o the gateway is reached beside it: %o", (env, expected) => {
    expect(besideProxy(URL, env as Record<string, string>)).toEqual(expected as Record<string, string>);
  });

  test("so is one on IPv6", () => {
    expect(besideProxy("http://[::1]:8787", { http_proxy: "http://p" })).toMatchObject({ NO_PROXY: "::1" });
  });
});
