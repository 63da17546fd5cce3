/** Codex: `-c` for one run. It ignores `OPENAI_BASE_URL`, so a provider of its own is described to it. */
import { KEY_VARIABLE, type Launch, NAME_HEADER, type Target, TOKEN_HEADER, type Wish } from "./launch.ts";

export const codex: Target = {
  name: "codex",
  aliases: [],
  title: "Codex",
  program: "codex",
  package: "@openai/codex",
  login: "openai-responses",
  launch,
};

/** Its other traffic: analytics, updates, and what its plugins and apps fetch. */
const QUIET = {
  "analytics.enabled": "false",
  check_for_update_on_startup: "false",
  "features.plugins": "false",
  "features.apps": "false",
};

function launch({ url, model, context, key, token }: Wish): Launch {
  const secret = key ?? token;
  const provider = [
    `name = "Adaptive LLM Gateway"`,
    `base_url = ${toml(`${url}/v1`)}`,
    `wire_api = "responses"`,
    `http_headers = { ${toml(NAME_HEADER)} = "codex" }`,
    ...(key === undefined ? ["requires_openai_auth = true"] : [`env_key = ${toml(KEY_VARIABLE)}`]),
    ...(key === undefined && token !== undefined
      ? [`env_http_headers = { ${toml(TOKEN_HEADER)} = ${toml(KEY_VARIABLE)} }`]
      : []),
  ];
  const settings = {
    model_provider: `"gateway"`,
    "model_providers.gateway": `{ ${provider.join(", ")} }`,
    ...(model === undefined ? {} : { model: toml(model) }),
    ...(context === undefined ? {} : { model_context_window: String(context) }),
    ...QUIET,
  };
  return {
    args: Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    env: {},
    ...(secret === undefined ? {} : { secrets: { [KEY_VARIABLE]: secret } }),
  };
}

/** A string of JSON is one of TOML, but for a character that TOML wants escaped. */
function toml(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007F");
}
