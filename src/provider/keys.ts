/** Keys of providers: read when they are needed, from the environment or the OS keychain, and shown to nobody. */
import { Problem } from "../kit/problem.ts";

/** The name under which the gateway's keys stand in the OS keychain. */
const KEYCHAIN_SERVICE = "adaptive-llm-gateway";

/** `reference`: `env:NAME` or `keychain:NAME`. Throws `Problem` key-missing. */
export async function readKey(reference: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const colon = reference.indexOf(":");
  const name = reference.slice(colon + 1);
  const key = reference.startsWith("env:") ? env[name] : await readKeychain(name);
  const trimmed = key?.trim() ?? "";
  if (trimmed !== "") return trimmed;
  const hint = reference.startsWith("env:")
    ? `export ${name}=… and start the gateway again`
    : `store ${name} in the keychain`;
  throw new Problem("key-missing", "the provider's key is missing", `there is no ${reference}`, hint);
}

async function readKeychain(name: string): Promise<string | undefined> {
  try {
    return (await Bun.secrets.get({ service: KEYCHAIN_SERVICE, name })) ?? undefined;
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new Problem("key-missing", "the OS keychain cannot be read", because, "use key: env:NAME instead", {
      cause: error,
    });
  }
}
