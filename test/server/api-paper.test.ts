/** docs/api.md: its commands are run as they stand, and what they print has the fields it shows. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { CONTENT_TYPES, TASKS } from "../../src/model/classification.ts";
import { ClassifySchema, CompletionSchema, OptionsSchema } from "../../src/model/native.ts";
import { testGateway, type TestGateway } from "../fixture/gateway.ts";
import { paper } from "../fixture/sources.ts";

const API = paper("docs/api.md");
const EXAMPLES = [...API.matchAll(/```sh\n([\s\S]*?)```\n(?:\n```json\n([\s\S]*?)```)?/g)].map(
  ([, command = "", shown]) => [command, shown] as const,
);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ providers: { demo: { kind: "demo" } } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Every field at any depth of groups, lists by their first element. */
function fields(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : fields(value[0], `${path}[]`);
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, held]) => fields(held, `${path}.${key}`));
}

describe.skipIf(Bun.which("curl") === null || Bun.which("sh") === null)("the examples", () => {
  test("are there", () => expect(EXAMPLES.length).toBeGreaterThanOrEqual(4));

  test.each(EXAMPLES)("%s", async (command, shown) => {
    const here = command.replaceAll("http://127.0.0.1:8787", gateway.url);
    expect(here).not.toBe(command);
    const child = Bun.spawn(["sh", "-c", here], { stdout: "pipe", stderr: "pipe" });
    const printed: unknown = JSON.parse(await child.stdout.text());
    expect(await child.exited).toBe(0);
    if (shown === undefined) expect(printed).not.toHaveProperty("error");
    else expect([...fields(printed)].sort()).toEqual([...fields(JSON.parse(shown))].sort());
  });
});

test("every field that is taken, and every word for a task and a kind, is told", () => {
  const taken = [CompletionSchema, ClassifySchema, OptionsSchema].flatMap((schema) => Object.keys(schema.entries));
  const untold = [...taken, ...TASKS, ...CONTENT_TYPES].filter(
    (word) => word !== "stream" && !API.includes(`\`${word}\``),
  );
  expect(untold).toEqual([]);
});
