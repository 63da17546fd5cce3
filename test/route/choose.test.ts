import { describe, expect, test } from "bun:test";
import type { Health, Model } from "../../src/model/provider.ts";
import { choose, type Circumstances } from "../../src/route/choose.ts";

const near: Model = { provider: "llama", id: "qwen", reach: "device" };
const lan: Model = { provider: "lan", id: "qwen", reach: "network" };
const far: Model = { provider: "claude", id: "opus", reach: "external" };

/** A judge that keeps everything from third parties. */
function at(over: Partial<Circumstances> = {}): Circumstances {
  const judge = (model: Model) => ({
    allow: model.reach !== "external",
    rule: "r",
    because: `rule for ${model.reach}`,
  });
  const wayTo = () => ({ dialect: "openai-chat" }) as const;
  return { mode: "open", needs: [], tokens: 0, judge, wayTo, health: new Map(), consents: new Map(), ...over };
}
const health = (provider: string, state: Health["state"]) =>
  new Map([[provider, { state, because: `${provider} is ${state}` }]]);
const names = (routes: readonly { provider: string }[]) => routes.map((route) => route.provider);

test("the first model that may serve is the first route, and the others stand behind it", () => {
  const choice = choose([near, lan], { kind: "asked" }, at());
  expect(choice).toMatchObject({ verdict: "allow", because: "rule for device" });
  expect(names(choice.routes)).toEqual(["llama", "lan"]);
});

describe("when policy keeps the request from the first model", () => {
  test("another one asked for serves, and the reason is told", () => {
    const choice = choose([far, near], { kind: "asked" }, at());
    expect(choice.verdict).toBe("local");
    expect(choice.because).toBe("claude/opus was passed over: rule for external");
    expect(names(choice.routes)).toEqual(["llama"]);
    expect(choice.passed).toMatchObject([{ provider: "claude", reason: "policy", rule: "r" }]);
  });
  test("it is refused where the user wants that", () => {
    expect(choose([far, near], { kind: "refuse" }, at())).toMatchObject({ verdict: "block", routes: [] });
  });
  test("a model nearby serves where the user wants that", () => {
    const choice = choose([far], { kind: "near", models: [far, near, lan] }, at());
    expect(choice.verdict).toBe("local");
    expect(names(choice.routes)).toEqual(["llama", "lan"]);
  });
  test("it is blocked when there is no other", () => {
    expect(choose([far], { kind: "asked" }, at())).toMatchObject({ verdict: "block", because: "rule for external" });
    expect(choose([far], { kind: "near", models: [far] }, at())).toMatchObject({ verdict: "block" });
  });
});

test("a provider that did not answer is tried last; one that asked for a rest is not tried", () => {
  expect(names(choose([near, lan], { kind: "asked" }, at({ health: health("llama", "down") })).routes)).toEqual([
    "lan",
    "llama",
  ]);
  const rested = choose([near, lan], { kind: "asked" }, at({ health: health("llama/qwen", "resting") }));
  expect(names(rested.routes)).toEqual(["lan"]);
  expect(choose([near], { kind: "asked" }, at({ health: health("llama/qwen", "resting") }))).toMatchObject({
    verdict: "no-route",
    because: "llama/qwen is resting",
  });
});

test("a model that cannot do what the request needs is no candidate", () => {
  const blind = { ...near, can: ["tools"] as const };
  expect(choose([blind], { kind: "asked" }, at({ needs: ["images"] }))).toMatchObject({
    verdict: "no-route",
    because: "it cannot do images",
  });
  expect(choose([blind], { kind: "asked" }, at({ needs: ["tools"] }))).toMatchObject({ verdict: "allow" });
});

test("a mode keeps requests nearby whatever the policy allows", () => {
  const open = { judge: () => ({ allow: true, rule: "all", because: "" }) };
  const reaches = (mode: Circumstances["mode"]) =>
    names(choose([far, lan, near], { kind: "asked" }, at({ ...open, mode })).routes);
  expect(reaches("open")).toEqual(["claude", "lan", "llama"]);
  expect(reaches("local")).toEqual(["lan", "llama"]);
  expect(reaches("offline")).toEqual(["llama"]);
});

test("a route names the consent it rests on", () => {
  const consents = new Map([["claude", { provider: "claude", level: "internal", entry: 12 } as const]]);
  const allowing = at({ consents, judge: () => ({ allow: true, rule: "c", because: "consented" }) });
  expect(choose([far], { kind: "asked" }, allowing).routes).toMatchObject([{ consent: 12 }]);
});
