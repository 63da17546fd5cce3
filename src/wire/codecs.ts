import type { Dialect } from "../model/request.ts";
import { anthropicCountTokens } from "./anthropic-count-tokens.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import type { Codec } from "./codec.ts";
import { nativeCompletion } from "./native-completion.ts";
import { ollamaChat } from "./ollama-chat.ts";
import { ollamaEmbed, ollamaEmbeddings } from "./ollama-embed.ts";
import { ollamaGenerate } from "./ollama-generate.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiCompletions } from "./openai-completions.ts";
import { openaiEmbeddings } from "./openai-embeddings.ts";
import { openaiResponses } from "./openai-responses.ts";
import { passThrough } from "./pass-through.ts";

const CODECS: Readonly<Record<Dialect, Codec>> = {
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  "openai-completions": openaiCompletions,
  "openai-embeddings": openaiEmbeddings,
  "anthropic-messages": anthropicMessages,
  "anthropic-count-tokens": anthropicCountTokens,
  "ollama-chat": ollamaChat,
  "ollama-generate": ollamaGenerate,
  "ollama-embed": ollamaEmbed,
  "ollama-embeddings": ollamaEmbeddings,
  "pass-through": passThrough,
  "gateway-completion": nativeCompletion,
};

export function codecFor(dialect: Dialect): Codec {
  return CODECS[dialect];
}
