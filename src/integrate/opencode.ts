/** opencode: a configuration in the environment, which stands above its files. */
import { KEY_VARIABLE, type Launch, NAME_HEADER, type Target, type Wish } from "./launch.ts";

export const opencode: Target = {
  name: "opencode",
  aliases: [],
  title: "opencode",
  program: "opencode",
  package: "opencode-ai",
  launch,
};

/** The model it asks for where the user names none. */
const AUTO = "auto";

/**
 * Its other traffic: updates, a list of models, language servers. One thing has no switch: it fetches the types of its
 * plugins from npm into its own folders.
 */
const QUIET = {
  OPENCODE_DISABLE_AUTOUPDATE: "1",
  OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  OPENCODE_DISABLE_MODELS_FETCH: "1",
};

function launch({ url, model = AUTO, context, models, key = "" }: Wish): Launch {
  const gateway = {
    // of the packages it carries in itself: another would be fetched
    npm: "@ai-sdk/openai-compatible",
    name: "Adaptive LLM Gateway",
    options: { baseURL: `${url}/v1`, apiKey: `{env:${KEY_VARIABLE}}`, headers: { [NAME_HEADER]: "opencode" } },
    models: {
      ...Object.fromEntries(models.filter(isPlain).map((name) => [name, { name }])),
      [model]: context === undefined ? { name: model } : { name: model, limit: limitOf(context) },
    },
  };
  const config = {
    provider: { gateway },
    model: `gateway/${model}`,
    small_model: `gateway/${model}`,
    autoupdate: false,
    share: "disabled",
  };
  return {
    args: [],
    env: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
      ...QUIET,
    },
    secrets: { [KEY_VARIABLE]: key },
  };
}

/** It keeps room for an answer: a quarter of a small window, and no more than it takes of a large one. */
function limitOf(context: number): { readonly context: number; readonly output: number } {
  return { context, output: Math.min(32_000, Math.floor(context / 4)) };
}

/** It fills in variables and files wherever its configuration names them: a provider's list of models must not. */
function isPlain(name: string): boolean {
  return !/\{(env|file):/.test(name);
}
