/** Continue's CLI: a configuration file of its own for the run, in place of the user's. */
import { KEY_VARIABLE, type Launch, NAME_HEADER, type Target, type Wish } from "./launch.ts";

export const continueCli: Target = {
  name: "continue",
  aliases: ["cn"],
  title: "Continue's CLI",
  program: "cn",
  package: "@continuedev/cli",
  launch,
};

/** No telemetry, and no update in the middle of a run; that it asks its maker for the newest version has no switch. */
const QUIET = { CONTINUE_CLI_AUTO_UPDATED: "true", CONTINUE_CLI_ENABLE_TELEMETRY: "0", CONTINUE_METRICS_ENABLED: "0" };

function launch({ url, model = "auto", context, key = "" }: Wish): Launch {
  const gateway = {
    name: model,
    provider: "openai",
    model,
    apiBase: `${url}/v1`,
    apiKey: `\${{ secrets.${KEY_VARIABLE} }}`,
    roles: ["chat", "edit", "apply", "summarize"],
    capabilities: ["tool_use"],
    ...(context === undefined ? {} : { defaultCompletionOptions: { contextLength: context } }),
    requestOptions: { headers: { [NAME_HEADER]: "continue" } },
  };
  const config = { name: "Adaptive LLM Gateway", version: "1.0.0", schema: "v1", models: [gateway] };
  return {
    args: ["--config"],
    // JSON is YAML, and needs no writer
    file: { name: "continue.yaml", text: `${JSON.stringify(config, null, 2)}\n` },
    env: QUIET,
    secrets: { [KEY_VARIABLE]: key },
  };
}
