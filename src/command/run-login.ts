/** Whether a client's own login goes through the gateway to its vendor, or the client needs no login at all. */
import type { Target } from "../integrate/launch.ts";
import type { Config } from "../model/config.ts";
import { placeOf } from "../provider/catalogue.ts";
import { hasKey } from "../provider/keys.ts";

/** `model`: what was asked for; `provider/model` may name a provider that has nothing to do with the client's vendor. */
export function loginPasses(
  login: Target["login"],
  model: string | undefined,
  { providers }: Pick<Config, "providers">,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (login === undefined) return false;
  const enabled = Object.entries(providers).filter(([, provider]) => provider.enabled);
  const takers = enabled
    .map(([name, provider]) => placeOf(name, provider))
    .filter(({ speaks, clientKey, key }) => {
      const taken = clientKey === "always" || (clientKey === "else" && !hasKey(key, env));
      return taken && speaks.includes(login);
    })
    .map(({ name }) => name);
  const named = enabled.map(([name]) => name).find((name) => model?.startsWith(`${name}/`));
  return named === undefined ? takers.length > 0 : takers.includes(named);
}
