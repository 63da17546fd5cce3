/** The same conversation in the dialects that the benchmark's clients speak; it is made in the first. */

export type Spoken = "chat" | "messages" | "responses";

export type Json = Readonly<Record<string, unknown>>;

type Call = { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } };
type Message = {
  readonly role: string;
  readonly content: string | null;
  readonly tool_calls?: readonly Call[];
  readonly tool_call_id?: string;
};
type Tool = { readonly function: { readonly parameters: Json } };

/** A body of chat, as `bodyOf` makes it; its first message is the system's. */
type Chat = Json & { readonly messages: readonly Json[]; readonly tools?: readonly Json[] };

export const SAY: Readonly<Record<Spoken, (chat: Chat) => Json>> = {
  chat: (chat) => chat,
  messages({ messages, tools, user, ...head }) {
    const [system, ...turns] = messages as unknown as readonly Message[];
    return {
      ...head,
      ...(user === undefined ? {} : { metadata: { user_id: user } }),
      system: [{ type: "text", text: system?.content, cache_control: { type: "ephemeral" } }],
      messages: turns.map(asBlocks),
      ...(tools === undefined ? {} : { tools: tools.map(asCustomTool) }),
    };
  },
  responses({ messages, tools, max_tokens, ...head }) {
    const [system, ...turns] = messages as unknown as readonly Message[];
    return {
      ...head,
      max_output_tokens: max_tokens,
      store: false,
      instructions: system?.content,
      input: turns.flatMap(asItems),
      ...(tools === undefined ? {} : { tools: tools.map(asFlatTool) }),
    };
  },
};

function asBlocks({ role, content, tool_calls, tool_call_id }: Message): Json {
  if (role === "tool") return { role: "user", content: [{ type: "tool_result", tool_use_id: tool_call_id, content }] };
  if (tool_calls === undefined) return { role, content: [{ type: "text", text: content }] };
  const calls = tool_calls.map((call) => {
    const { name, arguments: text } = call.function;
    return { type: "tool_use", id: call.id, name, input: JSON.parse(text) };
  });
  return { role, content: calls };
}

function asItems({ role, content, tool_calls = [], tool_call_id }: Message): Json[] {
  if (role === "tool") return [{ type: "function_call_output", call_id: tool_call_id, output: content }];
  const calls = tool_calls.map((call) => ({ type: "function_call", call_id: call.id, ...call.function }));
  const type = role === "assistant" ? "output_text" : "input_text";
  return content === null ? calls : [{ type: "message", role, content: [{ type, text: content }] }, ...calls];
}

function asCustomTool(tool: Json): Json {
  const { parameters, ...named } = (tool as Tool).function;
  return { ...named, input_schema: parameters };
}

function asFlatTool(tool: Json): Json {
  return { type: "function", ...(tool as Tool).function };
}
