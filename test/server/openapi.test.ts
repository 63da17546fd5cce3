/** The API's description: whole, valid, and true of the server that serves it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Validator as SchemaValidator } from "@cfworker/json-schema";
import { Validator } from "@seriousme/openapi-schema-validator";
import { DIALECTS } from "../../src/model/request.ts";
import { routesOf } from "../../src/server/app.ts";
import { ENDPOINTS } from "../../src/server/openapi-paths.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { testGateway, type TestGateway } from "../fixture/gateway.ts";

type Operation = {
  operationId: string;
  tags: string[];
  externalDocs?: { url: string };
  responses: Record<string, { content: Record<string, { schema: { $ref: string } }> }>;
};
type Document = {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

let gateway: TestGateway;
let document: Document;
beforeAll(async () => {
  gateway = await testGateway({ providers: { demo: { kind: "demo" } } });
  document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Document;
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** A route's path as OpenAPI writes it. */
function described(path: string): string {
  return path.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}").replace(/\*$/, "{path}");
}

test("it is valid OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(document.openapi).toBe("3.1.0");
  expect(document.info.version).toBe("test");
});

describe("it describes the server", () => {
  const served = () => {
    const { routes } = routesOf(gateway.gateway, { host: "127.0.0.1", bodyLimit: 1, version: "test" });
    return routes.map(({ method, path }) => `${method} ${described(path)}`);
  };
  const told = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );

  test("with every route that there is, and none that is not", () => {
    expect(told().sort()).toEqual([...new Set(served())].sort());
  });

  test("each once, by a name of its own", () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ENDPOINTS.map(({ at }) => at)).size).toBe(ENDPOINTS.length);
  });

  test("and sends whoever wants a vendor's dialect to the vendor", () => {
    for (const methods of Object.values(document.paths)) {
      for (const { tags, externalDocs } of Object.values(methods)) {
        const isVendors = tags.some((tag) => ["openai", "anthropic", "ollama"].includes(tag));
        expect(externalDocs?.url.startsWith("https://") === true).toBe(isVendors);
      }
    }
  });

  test("and a refusal has the status that each dialect's clients show at once", () => {
    const statuses = (path: string) => Object.keys(document.paths[path]!.post!.responses);
    for (const dialect of DIALECTS) {
      const { path, refusal } = codecFor(dialect);
      // that one stands at any path
      if (dialect === "pass-through") continue;
      const at = /^\/(?:v1|api)\//.test(path) ? path : `/v1${path}`;
      expect(statuses(at)).toContain(String(refusal));
      expect(statuses(at).includes("451")).toBe(refusal === 451);
    }
  });
});

describe("what the server answers is as described:", () => {
  const PASTE = "What is this?\n\n```ts\nlet a: string;\n```\nwrite to anna.berg@firma-nord.de";
  const cases: readonly [string, string, object | null][] = [
    ["the health", "GET /health", null],
    ["the life", "GET /health/live", null],
    ["the readiness", "GET /health/ready", null],
    ["the models", "GET /v1/models", null],
    ["a model", "GET /v1/models/demo", null],
    ["a completion", "POST /v1/completion", { input: "hello", options: { format: "json" } }],
    ["a model that is not there", "POST /v1/completion", { input: "hello", model: "none/such" }],
    ["a request that does not hold", "POST /v1/completion", { input: 4 }],
    ["a classification", "POST /v1/classify", { input: PASTE }],
    ["one of nothing", "POST /v1/classify", {}],
  ];
  test.each(cases)("%s", async (_what, at, body) => {
    const [method = "", path = ""] = at.split(" ");
    const response = await fetch(gateway.url + path, {
      method,
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    const row = path.replace("/models/demo", "/models/{id}");
    const { content } = document.paths[row]![method.toLowerCase()]!.responses[response.status]!;
    const { $ref } = content["application/json"]!.schema;
    const validator = new SchemaValidator({ ...document, $ref }, "2020-12", false);
    expect(validator.validate(await response.json()).errors).toEqual([]);
  });

  test("and a body that the description does not allow is not taken", async () => {
    const schema = document.components.schemas.CompletionRequest!;
    const validator = new SchemaValidator(schema, "2020-12");
    for (const body of [
      { input: "x", model: "demo" },
      { input: [] },
      { input: "x", y: 1 },
      { input: "x", options: { temperature: 3 } },
      { input: "x", task: "fly" },
    ]) {
      const response = await fetch(`${gateway.url}/v1/completion`, { method: "POST", body: JSON.stringify(body) });
      expect(response.status === 200).toBe(validator.validate(body).valid);
      await response.text();
    }
  });
});
