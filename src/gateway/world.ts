/** Everything a plan may depend on, as one snapshot: never a handle, so that a plan can be made again from it. */
import type { Config, Mode } from "../model/config.ts";
import type { Level } from "../model/level.ts";
import type { Policy } from "../model/policy.ts";
import type { Consent, Health, Provider } from "../model/provider.ts";
import type { Catalogue } from "../route/resolve.ts";
import { fullPolicy } from "../trust/judge.ts";

export type World = Catalogue & {
  readonly mode: Mode;
  readonly trust: Config["trust"];
  readonly policy: Policy;
  /** Of policy, mode, trust, aliases, providers and detectors: `sha256:` and 64 hex digits. */
  readonly policyDigest: string;
  /** Level floors by client. */
  readonly floors: Readonly<Record<string, Level>>;
  readonly health: ReadonlyMap<string, Health>;
  readonly consents: ReadonlyMap<string, Consent>;
};

/** What changes while the gateway runs. */
export type Observed = Pick<World, "models" | "health" | "consents">;

/** The part of the world that the configuration fixes. `hash` gives `sha256:` and hex digits of a text. */
export function worldOf(
  config: Config,
  providers: readonly Provider[],
  detectors: string,
  hash: (text: string) => string,
): World {
  const policy = fullPolicy(config.policy);
  const decisive = [policy, config.mode, config.trust, config.aliases, config.clients, providers, detectors];
  return {
    aliases: config.aliases,
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    models: [],
    mode: config.mode,
    trust: config.trust,
    policy,
    policyDigest: hash(JSON.stringify(decisive)),
    floors: Object.fromEntries(Object.entries(config.clients).map(([name, client]) => [name, client.floor])),
    health: new Map(),
    consents: new Map(),
  };
}
