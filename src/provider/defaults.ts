/** What is looked for when there is no configuration: runtimes at their usual ports, and the demo behind them. */
import type { ConfigInput } from "../model/config.ts";

export const DEFAULT_PROVIDERS: NonNullable<ConfigInput["providers"]> = {
  ollama: { kind: "ollama" },
  "llama-cpp": { kind: "llama-cpp" },
  lmstudio: { kind: "lmstudio" },
  vllm: { kind: "vllm" },
  // older llama.cpp servers, LocalAI and others share this port
  "local-8080": { kind: "openai-compatible", url: "http://127.0.0.1:8080/v1" },
  demo: { kind: "demo" },
};
