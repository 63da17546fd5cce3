/** Looks into a valibot schema: what keys and words it knows at a path. For messages, and for checking the papers. */

/** What this needs to know of valibot's schema objects. */
export type SchemaNode = {
  readonly type: string;
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly wrapped?: SchemaNode;
  readonly item?: SchemaNode;
  readonly value?: SchemaNode;
  readonly options?: readonly unknown[];
  readonly default?: unknown;
};

export type Step = string | number;

/** The schemas that may hold at a path; several where the schema leaves a choice, none where the path leads nowhere. */
export function schemasAt(schema: SchemaNode, path: readonly Step[]): readonly SchemaNode[] {
  const here = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return here;
  return here.flatMap((node) => {
    const next = inside(node, step);
    return next === undefined ? [] : schemasAt(next, rest);
  });
}

/** The keys that a map at this path may have; empty where they are the user's to choose. */
export function keysAt(schema: SchemaNode, path: readonly Step[]): readonly string[] {
  return schemasAt(schema, path).flatMap((node) => Object.keys(node.entries ?? {}));
}

/** The words that may stand at this path; empty where it is not one of a few words. */
export function wordsAt(schema: SchemaNode, path: readonly Step[]): readonly string[] {
  const nodes = schemasAt(schema, path);
  const items = nodes.flatMap((node) => (node.item === undefined ? [] : unwrap(node.item)));
  const words = [...nodes, ...items].filter((node) => node.type === "picklist").flatMap((node) => node.options ?? []);
  return [...new Set(words.filter((word) => typeof word === "string"))];
}

function inside(node: SchemaNode, step: Step): SchemaNode | undefined {
  if (node.item !== undefined) return typeof step === "number" ? node.item : undefined;
  if (node.entries !== undefined) return Object.hasOwn(node.entries, step) ? node.entries[step] : undefined;
  return node.type === "record" ? node.value : undefined;
}

function unwrap(schema: SchemaNode): readonly SchemaNode[] {
  if (schema.wrapped !== undefined) return unwrap(schema.wrapped);
  if (schema.type === "union") return (schema.options ?? []).filter(isSchema).flatMap(unwrap);
  return [schema];
}

function isSchema(value: unknown): value is SchemaNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
