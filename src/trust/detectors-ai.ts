/** Providers of models and the tools around them. */
import type { Detector } from "./detector.ts";
import { token } from "./token.ts";

export const AI: readonly Detector[] = [
  token(
    "anthropic-key",
    ["sk-ant-"],
    /sk-ant-[a-z]{3,6}\d{2,3}-[A-Za-z0-9_-]{60,120}(?![A-Za-z0-9])/y,
    "https://platform.claude.com/docs/en/api/overview",
    { edge: "token" },
  ),
  token(
    "openrouter-key",
    ["sk-or-"],
    /sk-or-(?:v\d-)?[a-f0-9]{64}(?![A-Za-z0-9])/y,
    "https://openrouter.ai/docs/api-reference/authentication",
    { edge: "token" },
  ),
  token(
    "openai-key",
    ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-service-"],
    /sk-(?:proj|svcacct|admin|service)-[A-Za-z0-9_-]{40,220}(?![A-Za-z0-9])/y,
    "https://platform.openai.com/docs/api-reference/authentication",
    { edge: "token" },
  ),
  token(
    "openai-legacy-key",
    ["sk-"],
    /sk-(?:[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48})(?![A-Za-z0-9])/y,
    "https://platform.openai.com/docs/api-reference/authentication",
    { edge: "token" },
  ),
  token("deepseek-key", ["sk-"], /sk-[a-f0-9]{32}(?![A-Za-z0-9])/y, "https://api-docs.deepseek.com/", {
    edge: "token",
  }),
  token("groq-key", ["gsk_"], /gsk_[A-Za-z0-9]{52}(?![A-Za-z0-9])/y, "https://console.groq.com/docs/quickstart"),
  token("xai-key", ["xai-"], /xai-[A-Za-z0-9]{80}(?![A-Za-z0-9])/y, "https://docs.x.ai/docs/overview"),
  token(
    "replicate-token",
    ["r0_"],
    /r8_[A-Za-z0-9]{37,50}(?![A-Za-z0-9])/y,
    "https://replicate.com/docs/topics/security/api-tokens",
  ),
  token("perplexity-key", ["pplx-"], /pplx-[A-Za-z0-9]{48,64}(?![A-Za-z0-9])/y, "https://docs.perplexity.ai/"),
  token(
    "hugging-face-token",
    ["hf_", "api_org_"],
    /(?:hf|api_org)_[A-Za-z0-9]{34}(?![A-Za-z0-9])/y,
    "https://huggingface.co/docs/hub/security-tokens",
  ),
  token("nvidia-key", ["nvapi-"], /nvapi-[A-Za-z0-9_-]{60,70}(?![A-Za-z0-9])/y, "https://docs.api.nvidia.com/"),
  token("cerebras-key", ["csk-"], /csk-[a-z0-9]{48}(?![A-Za-z0-9])/y, "https://inference-docs.cerebras.ai/"),
  token("fireworks-key", ["fw_"], /fw_[A-Za-z0-9]{22,24}(?![A-Za-z0-9])/y, "https://docs.fireworks.ai/", {
    check: (value) => /\d/.test(value) && /[A-Z]/.test(value),
  }),
  token(
    "langsmith-key",
    ["lsv0_"],
    /lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}/y,
    "https://docs.langchain.com/langsmith/create-account-api-key",
  ),
  token(
    "langfuse-key",
    ["sk-lf-"],
    /sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/y,
    "https://langfuse.com/docs/api",
  ),
  token(
    "pinecone-key",
    ["pcsk_"],
    /pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,70}/y,
    "https://docs.pinecone.io/guides/projects/manage-api-keys",
  ),
  token(
    "elevenlabs-key",
    ["sk_"],
    /sk_[a-f0-9]{48}(?![A-Za-z0-9])/y,
    "https://elevenlabs.io/docs/api-reference/authentication",
  ),
  token("jina-key", ["jina_"], /jina_[A-Za-z0-9_-]{60}(?![A-Za-z0-9])/y, "https://jina.ai/embeddings/"),
  token("tavily-key", ["tvly-"], /tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}(?![A-Za-z0-9])/y, "https://docs.tavily.com/"),
  token(
    "voyage-key",
    ["pa-"],
    /pa-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
    "https://docs.voyageai.com/docs/api-key-and-installation",
    { edge: "token", near: { words: /voyage/i, before: 40 } },
  ),
  // Mistral's keys have no prefix: 32 letters and digits, told by the name beside them.
  token(
    "mistral-key",
    ["mistral"],
    /mistral[A-Za-z_ .-]{0,24}["'\\]{0,3}\s{0,4}[:=]{1,2}\s{0,4}["'\\]{0,3}([A-Za-z0-9]{32})(?![A-Za-z0-9])/iy,
    "https://docs.mistral.ai/getting-started/quickstart/",
    { check: (value) => /\d/.test(value) && /[A-Za-z]/.test(value) && new Set(value).size > 9 },
  ),
];
