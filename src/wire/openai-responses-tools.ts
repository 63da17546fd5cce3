/** Tools of the Responses dialect, and the choice among them, read and written. */
import type { CustomTool, FunctionTool, Tool, ToolChoice } from "../model/chat.ts";
import { isObject, type Json, without, wordIn } from "./json.ts";

type Group = { readonly namespace?: string; readonly namespaceDescription?: string };

/** Those that `tools` offers, and those that items of the input add to them. */
export function readTools(root: Json): Tool[] {
  const tools = listOf(root.tools).flatMap((tool) => readTool(tool, {}));
  for (const item of listOf(root.input)) {
    if (!isObject(item) || (item.type !== "additional_tools" && item.type !== "tool_search_output")) continue;
    for (const tool of listOf(item.tools).flatMap((one) => readTool(one, {})))
      if (!tools.some((one) => same(one, tool))) tools.push(tool);
  }
  return allowed(tools, root.tool_choice);
}

function same(one: Tool, other: Tool): boolean {
  if (one.kind === "hosted" || other.kind === "hosted") return one === other;
  return one.name === other.name && one.namespace === other.namespace;
}

/** Who may call only some of the tools is offered only those. */
function allowed(tools: Tool[], choice: unknown): Tool[] {
  if (!isObject(choice) || choice.type !== "allowed_tools" || !Array.isArray(choice.tools)) return tools;
  const wanted: Json[] = choice.tools.filter(isObject);
  return tools.filter((tool) =>
    wanted.some(({ name, type }) => (tool.kind === "hosted" ? tool.type === type : tool.name === name)),
  );
}

function readTool(tool: unknown, group: Group): Tool[] {
  if (!isObject(tool)) return [];
  const { type, name } = tool;
  const inside = group.namespace !== undefined;
  if (type === "namespace" && typeof name === "string" && !inside) {
    const tools = listOf(tool.tools).flatMap((one) => readTool(one, { namespace: name }));
    const [first, ...others] = tools;
    const about = wordIn(tool.description);
    if (first === undefined || first.kind === "hosted" || about === undefined) return tools;
    return [{ ...first, namespaceDescription: about }, ...others];
  }
  const description = wordIn(tool.description);
  if (type === "function" && typeof name === "string") {
    const parameters = tool.parameters ?? undefined;
    const strict = typeof tool.strict === "boolean" ? tool.strict : canBeStrict(parameters) || undefined;
    return [without({ kind: "function", name, ...group, description, parameters, strict })];
  }
  if (type === "custom" && typeof name === "string")
    return [without({ kind: "custom", name, ...group, description, format: tool.format ?? undefined })];
  return [{ kind: "hosted", type: wordIn(type) ?? "", value: tool }];
}

/** Deeper schemas are left as they are. */
const DEPTH = 32;

/** The dialect is strict where a tool does not say, as far as its schema allows it: every property required, no others. */
function canBeStrict(schema: unknown, depth = 0): boolean {
  if (!isObject(schema)) return depth > 0;
  if (depth > DEPTH) return false;
  if (schema.type === "object" || isObject(schema.properties)) {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = new Set(listOf(schema.required));
    if (schema.additionalProperties !== false || !Object.keys(properties).every((key) => required.has(key)))
      return false;
    if (!Object.values(properties).every((one) => canBeStrict(one, depth + 1))) return false;
  }
  const definitions = isObject(schema.$defs) ? Object.values(schema.$defs) : [];
  return [schema.items, ...listOf(schema.anyOf), ...definitions].every((one) => canBeStrict(one, depth + 1));
}

/** `hosted`: with the vendor's own tools, where the vendor's own request is told again. */
export function writeTools(tools: readonly Tool[], hosted = false): Json[] {
  const written: Json[] = [];
  const groups = new Map<string, Json[]>();
  for (const tool of tools) {
    if (tool.kind === "hosted") {
      if (hosted) written.push(tool.value);
      continue;
    }
    const { namespace } = tool;
    if (namespace === undefined) {
      written.push(writeTool(tool));
      continue;
    }
    let group = groups.get(namespace);
    if (group === undefined) {
      group = [];
      groups.set(namespace, group);
      const description = tool.namespaceDescription ?? "";
      written.push({ type: "namespace", name: namespace, description, tools: group });
    }
    group.push(writeTool(tool));
  }
  return written;
}

function writeTool(tool: FunctionTool | CustomTool): Json {
  const { name, description } = tool;
  if (tool.kind === "custom") return without({ type: "custom", name, description, format: tool.format });
  const { parameters = { type: "object", properties: {} }, strict = false } = tool;
  return without({ type: "function", name, description, parameters, strict });
}

export function readChoice(value: unknown): ToolChoice | undefined {
  if (value === "auto" || value === "none" || value === "required") return { kind: value };
  if (!isObject(value)) return undefined;
  if (value.type === "allowed_tools") return readChoice(value.mode);
  if ((value.type !== "function" && value.type !== "custom") || typeof value.name !== "string") return undefined;
  return { kind: "tool", name: value.name };
}

export function writeChoice(choice: ToolChoice, tools: readonly Tool[]): unknown {
  if (choice.kind !== "tool") return choice.kind;
  const custom = tools.some((tool) => tool.kind === "custom" && tool.name === choice.name);
  return { type: custom ? "custom" : "function", name: choice.name };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
