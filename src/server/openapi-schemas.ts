/** The bodies of the gateway's own endpoints as JSON Schema: what it takes from its valibot schemas, what it answers as data. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { COMPLEXITIES, CONTENT_TYPES, TASKS } from "../model/classification.ts";
import { LEVELS, REACHES } from "../model/level.ts";
import { ClassifySchema, CompletionSchema } from "../model/native.ts";
import { VERDICTS } from "../model/plan.ts";
import { STOP_REASONS } from "../model/response.ts";
import { PLACES } from "../model/slot.ts";

type Json = Readonly<Record<string, unknown>>;

const text = { type: "string" };
const count = { type: "integer", minimum: 0 };
const oneOf = (words: readonly string[]) => ({ type: "string", enum: words });
const list = (items: Json) => ({ type: "array", items });
const said = (schema: Json, description: string) => ({ ...schema, description });

/** All of its fields are there, but for those in `optional`. Fields are only ever added, so others are allowed. */
function group(properties: Readonly<Record<string, Json>>, ...optional: readonly string[]): Json {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}

const because = said(text, "why");
const receipt = said(text, "the id of the receipt: gateway receipts show ID");
const confidence = { type: "number", minimum: 0, maximum: 1 };
const level = oneOf(LEVELS);

const TASK = group(
  { type: oneOf(TASKS), confidence: said(confidence, "how far its cues lead; no probability"), because, by: text },
  "confidence",
  "because",
  "by",
);

const FINDING = group({
  detector: text,
  kind: text,
  level,
  place: oneOf(PLACES),
  message: said({ type: "integer", minimum: -1 }, "the index of the message, -1 outside of them"),
  path: said(list({ type: ["string", "integer"] }), "to the text in the body"),
  start: count,
  end: count,
  fingerprint: said(text, "keyed to this installation; the value itself is told nowhere"),
});

const MODEL = {
  type: "object",
  properties: { id: text, object: { const: "model" }, created: count, owned_by: text },
  required: ["id"],
};

function taken(schema: typeof CompletionSchema | typeof ClassifySchema): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, { target: "draft-2020-12", typeMode: "input" });
  return rest as Json;
}

export function schemas(): Readonly<Record<string, Json>> {
  return {
    CompletionRequest: taken(CompletionSchema),
    Completion: group(
      {
        output: text,
        stop: oneOf(STOP_REASONS),
        model: said(text, "provider/model that answered"),
        task: said(TASK, "as the caller named it, or as the input shows it"),
        confidence: said(
          { anyOf: [confidence, { type: "null" }] },
          "the geometric mean of the tokens' probabilities, where they were asked for and told",
        ),
        validation: said(group({ valid: { type: "boolean" }, because }), "whether the output has the form asked for"),
        tokens: said(
          {
            anyOf: [
              group(
                { input: count, output: count, cached: count, cacheWrite: count, reasoning: count },
                "cached",
                "cacheWrite",
                "reasoning",
              ),
              { type: "null" },
            ],
          },
          "as the provider counted them",
        ),
        cost: said({ type: "object" }, "not told yet: there is no table of prices"),
        receipt,
        level,
        verdict: oneOf(VERDICTS),
        because,
      },
      "cost",
    ),
    ClassifyRequest: taken(ClassifySchema),
    Classification: group(
      {
        level,
        levelBecause: text,
        labels: list(group({ source: oneOf(["header", "request", "client", "default"]), level })),
        findings: list(FINDING),
        task: TASK,
        contentType: oneOf(CONTENT_TYPES),
        language: said(text, "ISO 639-1; absent where the text does not tell"),
        programmingLanguage: said(text, "of the code in it, where there is some"),
        complexity: group({ value: oneOf(COMPLEXITIES), because }),
        needsFacts: said(group({ value: { type: "boolean" }, because }), "whether it needs facts of today"),
        by: said(oneOf(["heuristics", "model"]), "who told task, complexity and needsFacts; the rest is told by rules"),
        classifier: said(
          group({ model: text, receipt, because: said(text, "why its answer was not used") }, "receipt", "because"),
          "the model that was asked, where one is configured and the rules left it open",
        ),
      },
      "language",
      "programmingLanguage",
      "classifier",
    ),
    Error: group({
      error: group({
        code: said(text, "stable: docs/errors.md"),
        message: text,
        because: said(text, "empty where the message says it all"),
        hint: said(text, "what to do about it; empty where nothing is known"),
        receipt,
      }),
    }),
    VendorBody: said({ type: "object" }, "described by the vendor of the dialect: see externalDocs"),
    OpenApi: said({ type: "object" }, "https://spec.openapis.org/oas/v3.1.0"),
    ModelList: group({ object: { const: "list" }, data: list(MODEL) }),
    Model: MODEL,
    Live: group({ status: { const: "ok" } }),
    Ready: group({ status: oneOf(["ok", "degraded", "not-ready"]), ledger: oneOf(["ok", "unwritable"]) }),
    Health: group({
      status: oneOf(["ok", "degraded"]),
      version: text,
      mode: text,
      running: count,
      ledger: group({ status: oneOf(["ok", "unwritable"]), because: text }, "because"),
      providers: list(group({ name: text, reach: oneOf(REACHES), models: count, state: text, because: text })),
    }),
  };
}
