/** The rows of openapi-paths.ts as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0). */
import { LEVELS } from "../model/level.ts";
import { type Answer, DOCS, type Endpoint, ENDPOINTS } from "./openapi-paths.ts";
import { schemas } from "./openapi-schemas.ts";

type Json = Readonly<Record<string, unknown>>;

const TAGS: Readonly<Record<Endpoint["tag"], string>> = {
  own: "The gateway's own API",
  openai: "OpenAI's dialects, as its API reference describes them",
  anthropic: "Anthropic's dialects, as its API reference describes them",
  ollama: "Ollama's dialects, as its API reference describes them",
  models: "What can be asked for",
  health: "How the gateway is",
};

/** What every answer of a model's carries. */
const HEADERS: Readonly<Record<string, string>> = {
  "x-gateway-receipt": "The id of the receipt.",
  "x-gateway-level": "How far the content may travel.",
  "x-gateway-verdict": "What policy decided.",
  "x-gateway-route": "provider/model that answered.",
};

const PARAMETERS = {
  trust: {
    name: "x-gateway-trust",
    in: "header",
    description: "The lowest level the request is taken to have; it only ever raises.",
    schema: { type: "string", enum: LEVELS },
  },
  client: {
    name: "x-gateway-client",
    in: "header",
    description: "A name for the client, where it has no token.",
    schema: { type: "string" },
  },
};

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

export function openapi(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of ENDPOINTS) {
    const [method = "", path = ""] = endpoint.at.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = operation(endpoint, method, path);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Adaptive LLM Gateway",
      version,
      summary: "One gateway between your AI clients and every model they can reach.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The gateway that serves this description." }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: schemas(), parameters: PARAMETERS, headers: headers(), securitySchemes: SCHEMES },
    // a token names its client, and is not required
    security: [{}, { token: [] }],
  };
}

const SCHEMES = {
  token: { type: "http", scheme: "bearer", description: "A token of the gateway's; any other key will do." },
};

function headers(): Json {
  return Object.fromEntries(
    Object.entries(HEADERS).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}

function operation({ tag, says, takes, answers, docs = DOCS[tag] }: Endpoint, method: string, path: string): Json {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inHeader = method === "POST" ? Object.keys(PARAMETERS).map((name) => ref("parameters", name)) : [];
  const parameters = [...inPath, ...inHeader];
  return {
    operationId: [method.toLowerCase(), ...path.split(/\W+/)].filter((word) => word !== "").join("_"),
    tags: [tag],
    summary: says,
    ...(docs === undefined ? {} : { externalDocs: { url: docs, description: "The vendor's own description" } }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takes === undefined ? {} : { requestBody: { required: true, content: content({ schema: takes }) } }),
    responses: responses(answers, method),
  };
}

function responses(answers: readonly Answer[], method: string): Json {
  const byStatus: Record<string, { description: string; content: Json; headers?: Json }> = {};
  for (const answer of answers) {
    const key = String(answer.status);
    const before = byStatus[key];
    if (before !== undefined) before.content = { ...before.content, ...content(answer) };
    else byStatus[key] = { description: answer.is, content: content(answer), ...(method === "POST" ? told() : {}) };
  }
  return byStatus;
}

function told(): { headers: Json } {
  return { headers: Object.fromEntries(Object.keys(HEADERS).map((name) => [name, ref("headers", name)])) };
}

function content({ schema, type = "application/json" }: Pick<Answer, "schema" | "type">): Json {
  return { [type]: { schema: schema === undefined ? { type: "string" } : ref("schemas", schema) } };
}
