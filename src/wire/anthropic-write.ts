/** A request of Anthropic's dialect, written from typed parts alone. */
import type { Chat } from "../model/chat.ts";
import type { Message, Part } from "../model/part.ts";
import { writeParts } from "./anthropic-blocks-write.ts";
import { type Abilities, abilitiesOf } from "./anthropic-models.ts";
import { JSON_ONLY, writeOptions, writeTool } from "./anthropic-options-write.ts";
import { lacksThoughts, type Turn } from "./anthropic-foreign.ts";
import type { Json } from "./json.ts";

type Growing = { readonly role: Turn["role"]; readonly content: Json[] };

export function writeChat(chat: Chat, model: string): string {
  const abilities = abilitiesOf(model);
  const { system, turns } = arrange(chat, abilities);
  // a model is asked by a user, and by the system only where there is none
  const [prompt, messages]: [readonly Json[], readonly Turn[]] =
    turns.length === 0 && system.length > 0 ? [[], [{ role: "user", content: system }]] : [system, turns];
  const tools = chat.tools.flatMap(writeTool);
  return JSON.stringify({
    model,
    ...(prompt.length === 0 ? {} : { system: contentOf(prompt) }),
    messages: messages.map(({ role, content }) => ({ role, content: contentOf(content) })),
    ...(chat.stream ? { stream: true } : {}),
    ...(tools.length === 0 ? {} : { tools }),
    ...writeOptions(chat, abilities, lacksThoughts(messages)),
  });
}

/** One plain text stands as a string, as every server of this dialect takes it. */
function contentOf(blocks: readonly Json[]): unknown {
  const [only] = blocks;
  return blocks.length === 1 && only?.type === "text" && only.cache_control === undefined ? only.text : blocks;
}

function arrange(
  { messages, options }: Chat,
  abilities: Abilities,
): { system: readonly Json[]; turns: readonly Turn[] } {
  const growing: Growing[] = [];
  const system: Json[] = [];
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i]!;
    const content = writeParts(ordered(message));
    if (content.length === 0) continue;
    const later = message.role === "system" && abilities.laterSystem && mayStand(messages, i, growing);
    if (message.role === "system" && !later) system.push(...content);
    else addTurn({ role: message.role === "tool" ? "user" : message.role, content }, growing);
  }
  const turns: Turn[] = growing.map(resultsFirst);
  if (options.format?.kind === "json") system.push({ type: "text", text: JSON_ONLY });
  const last = turns.at(-1);
  if (last?.role === "assistant") turns[turns.length - 1] = { ...last, content: prefill(last.content) };
  return { system, turns: turns.filter(({ content }) => content.length > 0) };
}

function ordered({ role, parts }: Message): readonly Part[] {
  if (role === "tool") return parts.filter((part) => part.type === "tool-result");
  // only a model thinks and calls
  return role === "assistant" ? parts : parts.filter((part) => part.type !== "tool-call" && part.type !== "reasoning");
}

/** The API takes the system's word after one of the user, and before one of the model or at the end. */
function mayStand(messages: readonly Message[], i: number, turns: readonly Turn[]): boolean {
  let after = i + 1;
  while (messages[after]?.role === "system") after++;
  const next = messages[after];
  const before = turns.at(-1)?.role;
  return (before === "user" || before === "system") && (next === undefined || next.role === "assistant");
}

/** Turns alternate. */
function addTurn({ role, content }: Turn, turns: Growing[]): void {
  const last = turns.at(-1);
  if (last?.role === role) for (const block of content) last.content.push(block);
  else turns.push({ role, content: [...content] });
}

/** In a turn of the user the results of tools come first. */
function resultsFirst({ role, content }: Turn): Turn {
  const isResult = ({ type }: Json) => type === "tool_result";
  return { role, content: [...content.filter(isResult), ...content.filter((block) => !isResult(block))] };
}

/** What the model is to go on from may not end in white space. */
function prefill(content: readonly Json[]): readonly Json[] {
  const last = content.at(-1);
  if (last?.type !== "text") return content;
  return [...content.slice(0, -1), { ...last, text: String(last.text).trimEnd() }];
}
