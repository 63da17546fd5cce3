import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { refusal } from "../../src/gateway/hint.ts";
import { type Occasion, plan, TIMES_MAX } from "../../src/gateway/plan.ts";
import { worldOf, type World } from "../../src/gateway/world.ts";
import { ConfigSchema, type ConfigInput, MODES } from "../../src/model/config.ts";
import { type Level, LEVELS, rank, REACHES } from "../../src/model/level.ts";
import type { Model, Provider } from "../../src/model/provider.ts";
import type { GatewayRequest } from "../../src/model/request.ts";
import { parse } from "valibot";

const occasion: Occasion = { id: "0190", at: 1_000, client: "codex", bytes: 42 };

function provider(name: string, reach: Provider["reach"]): Provider {
  return { name, kind: "openai-compatible", speaks: ["openai-chat"], url: "http://127.0.0.1:1/v1", reach };
}

function world(input: Partial<ConfigInput>, models: readonly Model[], over: Partial<World> = {}): World {
  const config = parse(ConfigSchema, { version: 1, ...input });
  const providers = [
    ...new Map(models.map((model) => [model.provider, provider(model.provider, model.reach)])).values(),
  ];
  return { ...worldOf(config, providers, "", (text) => `sha256:${text.length}`), models, ...over };
}

/** A request of these texts, in which a level's own name in capitals is a finding of that level. */
function request(model: string, ...texts: string[]): GatewayRequest {
  const seen = texts.flatMap((text, message) =>
    LEVELS.filter((level) => text.includes(level.toUpperCase())).map((level) => ({
      detector: level,
      kind: `${level === "secret" ? "secret" : "pii"}.${level}`,
      level,
      start: text.indexOf(level.toUpperCase()),
      end: text.indexOf(level.toUpperCase()) + level.length,
      fingerprint: "hmac:0",
      place: "user" as const,
      message,
      path: ["messages", message, "content"],
    })),
  );
  return {
    dialect: "openai-chat",
    model,
    modelAt: [],
    stream: false,
    messages: texts.length,
    lastMessage: { start: 0, end: 0 },
    chars: texts.join("").length,
    seen,
    needs: [],
    opaque: false,
    ambiguous: false,
    body: "{}",
  };
}

const near: Model = { provider: "llama", id: "qwen", reach: "device" };
const far: Model = { provider: "acme", id: "big", reach: "external" };
const consents = new Map([["acme", { provider: "acme", level: "internal", entry: 3 } as const]]);

describe("a plan", () => {
  test("lets ordinary text go to a provider the user consented to", () => {
    const made = plan(request("acme/big", "hello"), world({}, [near, far], { consents }), occasion);
    expect(made).toMatchObject({ verdict: "allow", level: "internal", hint: "" });
    expect(made.routes).toMatchObject([{ provider: "acme", rule: "internal-with-consent", consent: 3 }]);
  });

  test("keeps it here without a consent, and says what to type", () => {
    const made = plan(request("acme/big", "hello"), world({}, [near, far]), occasion);
    expect(made).toMatchObject({ verdict: "block", routes: [] });
    expect(made.hint).toBe("run: gateway consent grant acme --level internal");
  });

  test("blocks a secret, and says what was found and where, without its value", () => {
    const made = plan(request("acme/big", "hi", "my SECRET thing"), world({}, [near, far], { consents }), occasion);
    expect(made).toMatchObject({ verdict: "block", level: "secret", levelBecause: "it holds secret.secret" });
    const said = refusal(made);
    expect(said).toBe(
      "Blocked by policy: found secret.secret in message 2 (user), and a secret never goes to a third party " +
        "(acme/big, external). To change this: take it out of the request, or ask for llama/qwen, which runs nearby. " +
        "Receipt 0190",
    );
    expect(said).not.toContain("SECRET");
  });

  test("gives a secret to a model nearby where the user wants that", () => {
    const local = world({ trust: { on_secret: "local" } }, [far, near], { consents });
    const made = plan(request("acme/big", "my SECRET"), local, occasion);
    expect(made).toMatchObject({ verdict: "local", routes: [{ provider: "llama" }] });
  });

  test("lets a secret go to a model on this machine without a word", () => {
    const made = plan(request("qwen", "my SECRET"), world({}, [near, far]), occasion);
    expect(made).toMatchObject({ verdict: "allow", level: "secret", routes: [{ provider: "llama", reach: "device" }] });
  });

  test("takes a client's floor and the request's own label, but never downwards", () => {
    const floors = world({ clients: { codex: { floor: "confidential" } } }, [near]);
    expect(plan(request("qwen", "x"), floors, occasion).level).toBe("confidential");
    expect(plan(request("qwen", "x"), floors, { ...occasion, claimed: "public" }).level).toBe("confidential");
    expect(plan(request("qwen", "x"), floors, { ...occasion, claimed: "secret" }).level).toBe("secret");
    expect(plan(request("qwen", "x"), floors, { ...occasion, client: "constructor" }).level).toBe("internal");
  });

  test("says which names there are when one leads nowhere", () => {
    const made = plan(request("gpt-9", "x"), world({}, [near]), occasion);
    expect(made).toMatchObject({ verdict: "unknown-model", hint: expect.stringContaining("llama/qwen") });
  });
});

describe("a prompt that is surely too long for a model", () => {
  const small: Model = { ...near, id: "small", context: 100 };
  test("passes it over, with both numbers", () => {
    const made = plan(request("auto", "x".repeat(1_000)), world({}, [small, near]), occasion);
    expect(made.routes).toMatchObject([{ model: "qwen" }]);
    expect(made.passed).toMatchObject([
      { model: "small", reason: "unable", because: "the prompt has at least 166 tokens, and its window holds 100" },
    ]);
  });

  test("and where it may fit, the model is asked", () => {
    expect(plan(request("small", "x".repeat(500)), world({}, [small]), occasion).routes).toHaveLength(1);
  });
});

describe("a session that asks the same for ever", () => {
  const again = (times: number) => ({ ...occasion, session: "s", again: { first: "0189", times } });
  test("is stopped, and told why", () => {
    const made = plan(request("qwen", "hi"), world({}, [near]), again(TIMES_MAX + 1));
    expect(made).toMatchObject({ verdict: "block", routes: [], session: "s", again: "0189" });
    expect(refusal(made)).toContain("asked the same more than 20 times within a minute");
    expect(made.hint).toContain("wait a minute");
  });

  test("and may ask again a few times", () => {
    const made = plan(request("qwen", "hi"), world({}, [near]), again(TIMES_MAX));
    expect(made).toMatchObject({ verdict: "allow", again: "0189" });
  });
});

describe("law 4", () => {
  const level = fc.constantFrom(...LEVELS);
  const model = fc.record({
    provider: fc.constantFrom("a", "b", "c", "d"),
    id: fc.constantFrom("x", "y"),
    reach: fc.constantFrom(...REACHES),
  });
  const rule = fc.record({
    name: fc.constantFrom("r1", "r2"),
    when: fc.record(
      {
        level: fc.array(level, { minLength: 1 }),
        reach: fc.constantFrom(...REACHES),
        provider: fc.constantFrom("a", "b"),
        consented: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    then: fc.constantFrom("allow" as const, "block" as const),
    because: fc.constant("so"),
  });

  test("no route leads to a provider that may not see the level, for random requests, policies and worlds", () => {
    fc.assert(
      fc.property(
        fc.array(model, { minLength: 1, maxLength: 6 }),
        fc.array(level, { maxLength: 4 }),
        fc.record({
          default: level,
          on_secret: fc.constantFrom("block" as const, "local" as const),
          mode: fc.constantFrom(...MODES),
          consent: fc.option(fc.record({ provider: fc.constantFrom("a", "b", "c"), level }), { nil: undefined }),
        }),
        fc.array(rule, { maxLength: 3 }),
        (drawn, texts, setting, policy) => {
          // one reach to a provider, as in any configuration
          const reachOf = new Map(drawn.map((one) => [one.provider, one.reach]));
          const models = drawn.map((one) => ({ ...one, reach: reachOf.get(one.provider)! }));
          const { consent } = setting;
          const made = plan(
            request("auto", ...texts.map((text) => text.toUpperCase())),
            world(
              { trust: { default: setting.default, on_secret: setting.on_secret }, mode: setting.mode, policy },
              models,
              {
                consents: consent === undefined ? new Map() : new Map([[consent.provider, { ...consent, entry: 1 }]]),
              },
            ),
            occasion,
          );
          const content = [setting.default, ...texts].reduce<Level>((a, b) => (rank(a) >= rank(b) ? a : b), "public");
          expect(made.level).toBe(content);
          for (const route of made.routes) {
            expect(route.because).not.toBe("");
            if (setting.mode === "offline") expect(route.reach).toBe("device");
            if (route.reach !== "external") continue;
            expect(setting.mode).toBe("open");
            expect(content).not.toBe("secret");
            const consented = consent?.provider === route.provider && rank(consent.level) >= rank(content);
            const mine = policy.find(
              ({ when }) =>
                (when.level === undefined || when.level.includes(content)) &&
                (when.reach === undefined || when.reach === route.reach) &&
                (when.provider === undefined || when.provider === route.provider) &&
                (when.consented === undefined || when.consented === consented),
            );
            const byDefault = content === "public" || (content === "internal" && consented);
            expect(mine === undefined ? byDefault : mine.then === "allow").toBe(true);
          }
          if (made.routes.length === 0) expect(made.because).not.toBe("");
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("a plan is a function of its arguments alone, and shows no value", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("SECRET-a1b2", "nothing", "INTERNAL x"), { maxLength: 5 }), (texts) => {
        const at = world({}, [near, far], { consents });
        const one = plan(request("acme/big", ...texts), at, occasion);
        expect(plan(request("acme/big", ...texts), at, occasion)).toEqual(one);
        expect(JSON.stringify(one)).not.toContain("a1b2");
      }),
      { numRuns: 1_000 },
    );
  });
});
