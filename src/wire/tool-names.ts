/**
 * Tools that only one dialect has (called with free text, or standing in a namespace), told to all others as functions,
 * and their calls told back.
 */
import type { Chat, CustomTool, FunctionTool, Tool } from "../model/chat.ts";
import type { Message, Part, ToolCallPart } from "../model/part.ts";
import type { StreamEvent } from "../model/response.ts";

/** The one parameter of a function that stands for a custom tool. */
const INPUT = "input";

/** Where a dialect has no namespaces, a tool's stands in its name. */
export function fullName({ namespace, name }: Pick<FunctionTool, "namespace" | "name">): string {
  return namespace === undefined ? name : `${namespace}__${name}`;
}

/** The same chat, with functions only and no namespaces. */
export function withPlainTools(chat: Chat): Chat {
  if (!chat.tools.some(isSpecial) && !chat.messages.some((message) => message.parts.some(isSpecialCall))) return chat;
  return {
    ...chat,
    tools: chat.tools.map(plainTool),
    messages: chat.messages.map(plainMessage),
    options: { ...chat.options, ...plainChoice(chat) },
  };
}

/** The dialect that has namespaces names a chosen tool without its own. */
function plainChoice({ tools, options: { toolChoice } }: Chat): Pick<Chat["options"], "toolChoice"> {
  if (toolChoice?.kind !== "tool") return {};
  const chosen = tools.find((tool) => tool.kind !== "hosted" && tool.name === toolChoice.name);
  return chosen === undefined || chosen.kind === "hosted"
    ? {}
    : { toolChoice: { kind: "tool", name: fullName(chosen) } };
}

function isSpecial(tool: Tool): boolean {
  return tool.kind === "custom" || (tool.kind === "function" && tool.namespace !== undefined);
}

function isSpecialCall(part: Part): boolean {
  return part.type === "tool-call" && (part.custom === true || part.namespace !== undefined);
}

function plainTool(tool: Tool): Tool {
  if (tool.kind === "hosted") return tool;
  if (tool.kind === "function") {
    const { namespace: _, namespaceDescription: __, ...rest } = tool;
    const description = tool.namespaceDescription === undefined ? {} : { description: describe(tool) };
    return { ...rest, ...description, name: fullName(tool) };
  }
  const { format } = tool;
  const name = fullName(tool);
  const description = describe(tool);
  const grammar = format === undefined ? "" : `\nThe input must follow: ${JSON.stringify(format)}`;
  const parameters = { type: "object", properties: { [INPUT]: { type: "string" } }, required: [INPUT] };
  return { kind: "function", name, description: description + grammar, parameters };
}

/** A namespace's own description is told with its first tool. */
function describe({ namespace, namespaceDescription, description = "" }: FunctionTool | CustomTool): string {
  if (namespaceDescription === undefined) return description;
  return `${description}${description === "" ? "" : "\n\n"}About all of ${namespace}: ${namespaceDescription}`;
}

function plainMessage(message: Message): Message {
  return { ...message, parts: message.parts.map((part) => (part.type === "tool-call" ? plainCall(part) : part)) };
}

function plainCall({ custom, namespace, ...call }: ToolCallPart): ToolCallPart {
  const name = fullName({ name: call.name, ...(namespace === undefined ? {} : { namespace }) });
  return { ...call, name, arguments: custom === true ? JSON.stringify({ [INPUT]: call.arguments }) : call.arguments };
}

type Special = { readonly name: string; readonly namespace?: string; readonly custom?: true };

function specials(chat: Chat): ReadonlyMap<string, Special> {
  const found = new Map<string, Special>();
  for (const tool of chat.tools) {
    if (tool.kind === "hosted") continue;
    const { name, namespace } = tool;
    if (tool.kind === "function" && namespace === undefined) continue;
    found.set(fullName(tool), {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(tool.kind === "custom" ? { custom: true } : {}),
    });
  }
  return found;
}

/** The parts of an answer to a chat that was told with plain tools, as the client knows its tools. */
export function restoreParts(parts: readonly Part[], chat: Chat): readonly Part[] {
  const known = specials(chat);
  if (known.size === 0) return parts;
  return parts.map((part) => {
    const special = part.type === "tool-call" ? known.get(part.name) : undefined;
    if (special === undefined || part.type !== "tool-call") return part;
    return { ...part, ...special, arguments: special.custom === true ? inputOf(part.arguments) : part.arguments };
  });
}

/** The same for a stream. A custom tool's input is held until it is whole: half of an escaped text has no value. */
export function restoreEvents(chat: Chat): (event: StreamEvent) => readonly StreamEvent[] {
  const known = specials(chat);
  if (known.size === 0) return (event) => [event];
  const open = new Map<string, Extract<StreamEvent, { type: "tool-call" }>>();
  const done = new Set<string>();
  return (event) => {
    if (event.type === "tool-call") {
      const key = `${event.choice} ${event.call}`;
      if (done.has(key)) return [];
      const held = open.get(key);
      const special = event.name === undefined ? undefined : known.get(event.name);
      if (held === undefined && special === undefined) return [event];
      if (held === undefined && special?.custom === undefined) return [{ ...event, ...special }];
      const call =
        held === undefined ? { ...event, ...special } : { ...held, arguments: held.arguments + event.arguments };
      const input = ENDS.test(call.arguments) ? inputIn(call.arguments) : undefined;
      if (input === undefined) {
        open.set(key, call);
        return [];
      }
      // it goes before whatever is called next
      open.delete(key);
      done.add(key);
      return [{ ...call, arguments: input }];
    }
    if (event.type !== "stop" && event.type !== "end" && event.type !== "error") return [event];
    const calls = [...open.values()].map((call) => ({ ...call, arguments: inputOf(call.arguments) }));
    open.clear();
    return [...calls, event];
  };
}

/** What a model wrote that did not keep to the parameters is passed on as it is. */
function inputOf(text: string): string {
  return inputIn(text) ?? text;
}

/** Only after these can it be whole. */
const ENDS = /"\s*\}\s*$/;

function inputIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && INPUT in value && typeof value.input === "string"
      ? value.input
      : undefined;
  } catch {
    return undefined;
  }
}
