/** Any value in any field: an answer in OpenAI's words that names the field, and never a defect of ours. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = startUpstream();
  gateway = await testGateway({
    providers: { sim: { kind: "openai-compatible", url: upstream.url, models: ["any"] } },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

const CALL = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
const BODY = {
  model: "any",
  messages: [
    { role: "user", name: "u", content: [{ type: "text", text: "hi" }] },
    { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "low" } }] },
    { role: "assistant", content: null, refusal: "no", reasoning: "so", tool_calls: [CALL] },
    { role: "assistant", content: "", function_call: { name: "f", arguments: "{}" } },
    { role: "assistant", tool_calls: [{ id: "d", type: "custom", custom: { name: "g", input: "x" } }] },
    { role: "tool", tool_call_id: "c", content: "done" },
  ],
  stream: false,
  stream_options: { include_usage: true },
  tools: [{ type: "function", function: { name: "f", description: "d", parameters: { type: "object" } } }],
  functions: [{ name: "f" }],
  tool_choice: "auto",
  response_format: { type: "json_schema", json_schema: { name: "n", schema: {} } },
  reasoning_effort: "low",
  stop: ["a"],
  user: "u",
  metadata: { a: "b" },
};

const VALUES = [null, true, 0, -1.5e300, "", "text", [], [null], [[]], {}, { type: 1 }];

/** Every place in the body, as a path. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    places(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(path: readonly (string | number)[], value: unknown): unknown {
  const body = structuredClone(BODY) as unknown;
  const last = path.at(-1)!;
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(at as object, step), body);
  Reflect.set(parent as object, last, value);
  return body;
}

const dotted = (path: readonly (string | number)[]) =>
  path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");

test("the body these tests start from is a good one", async () => {
  expect((await gateway.ask(BODY)).status).toBe(200);
});

test.each(places(BODY).map((path) => [dotted(path), path] as const))("%s may hold anything", async (name, path) => {
  for (const value of VALUES) {
    const response = await gateway.ask(replaced(path, value));
    const text = await response.text();
    const case_ = `${name} = ${JSON.stringify(value)}: ${response.status} ${text.slice(0, 300)}`;
    expect([200, 400, 404], case_).toContain(response.status);
    if (response.status === 200) continue;
    const { error } = JSON.parse(text) as { error: { message: string; type: string; param: string | null } };
    expect(error.type, case_).toBe("invalid_request_error");
    expect(error.message, case_).toContain(response.headers.get("x-gateway-receipt")!);
    // the field itself, one beside it that it decides about, or what it stands in
    const beside = dotted(path.slice(0, -1));
    const param = String(error.param);
    expect(param.startsWith(beside) || name.startsWith(param), case_).toBe(true);
  }
});

describe("nesting without end", () => {
  const deep = (open: string, close: string) => open.repeat(50_000) + close.repeat(50_000);
  const nests: readonly [string, string][] = [
    ["a field of tomorrow", `"later":${deep("[", "]")}`],
    ["metadata", `"metadata":${deep('{"a":', "}").replace(":}", ":1}")}`],
    ["a tool's schema", `"tools":[{"type":"function","function":{"name":"f","parameters":${deep("[", "]")}}}]`],
    ["a part of a message", `"messages":[{"role":"user","content":[{"type":"x","x":${deep("[", "]")}}]}]`],
    ["the arguments of a call, as text", `"x":${JSON.stringify(deep("[", "]"))}`],
  ];
  test.each(nests)("in %s is read or refused, and the next request is answered", async (_name, field) => {
    const messages = field.startsWith('"messages"') ? "" : `"messages":[{"role":"user","content":"hi"}],`;
    const response = await gateway.ask(`{"model":"any",${messages}${field}}`);
    expect([200, 400]).toContain(response.status);
    if (response.status === 400) expect(await response.text()).toMatch(/nested too deeply/);
    expect((await gateway.ask(BODY)).status).toBe(200);
  });
});
