/** Secret stores, infrastructure as code, monitoring. */
import type { Detector } from "./detector.ts";
import { token } from "./token.ts";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const VAULT = "https://developer.hashicorp.com/vault/docs/concepts/tokens";
const NEW_RELIC = "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/";

export const OPERATIONS: readonly Detector[] = [
  token("vault-token", ["hvs.", "hvb.", "hvr."], /hv[sbr]\.[A-Za-z0-9_-]{24,300}/y, VAULT),
  // Before Vault 1.10 the prefix was a single letter: only beside its name.
  token("vault-legacy-token", ["s."], /s\.[A-Za-z0-9_-]{24,120}(?![A-Za-z0-9])/y, VAULT, {
    near: { words: /vault/i, before: 48 },
    check: (value) => /\d/.test(value) && /[A-Z]/.test(value),
  }),
  token(
    "terraform-token",
    [".atlasv0."],
    /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/y,
    "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    { lead: 14 },
  ),
  token(
    "doppler-token",
    ["dp.ct.", "dp.pt.", "dp.st.", "dp.sa.", "dp.scim.", "dp.audit."],
    /dp\.(?:(?:ct|pt|sa|scim|audit)|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{40,44}(?![A-Za-z0-9])/y,
    "https://docs.doppler.com/reference/auth-token-formats",
  ),
  token(
    "pulumi-token",
    ["pul-"],
    /pul-[a-f0-9]{40}(?![A-Za-z0-9])/y,
    "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
  ),
  token(
    "onepassword-service-token",
    ["ops_eyj"],
    /ops_eyJ[A-Za-z0-9+/_-]{200,2000}={0,2}/y,
    "https://developer.1password.com/docs/service-accounts/",
  ),
  token(
    "onepassword-secret-key",
    ["a0-"],
    /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}(?![A-Za-z0-9])/y,
    "https://support.1password.com/secret-key-security/",
  ),
  token(
    "grafana-token",
    ["glc_", "glsa_"],
    /(?:glc_[A-Za-z0-9+/]{32,400}={0,3}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})/y,
    "https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/",
  ),
  token(
    "grafana-api-key",
    ["eyjrijoi"],
    /eyJrIjoi[A-Za-z0-9]{60,400}={0,3}/y,
    "https://grafana.com/docs/grafana/latest/administration/api-keys/",
  ),
  token(
    "new-relic-key",
    ["nrak-", "nrii-", "nrjs-", "nraa-", "nriq-", "nrra-"],
    /NR(?:AK|II|JS|AA|IQ|RA)-[A-Za-z0-9_-]{19,42}/iy,
    NEW_RELIC,
  ),
  token("new-relic-pixie-key", ["px-api-", "px-dep-"], new RegExp(`px-(?:api|dep)-${UUID}`, "y"), NEW_RELIC),
  token(
    "sentry-token",
    ["sntrys_", "sntryu_"],
    /(?:sntrys_eyJ[A-Za-z0-9+/=_]{80,400}|sntryu_[a-f0-9]{64})/y,
    "https://docs.sentry.io/account/auth-tokens/",
  ),
  token(
    "dynatrace-token",
    ["dt0c00.", "dt0s00."],
    /dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}(?![A-Za-z0-9])/y,
    "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
  ),
  token(
    "datadog-key",
    ["datadog", "dd_api_key", "dd_app_key", "dd-api-key"],
    /(?:datadog|dd[_-]ap[ip])[A-Za-z_ .-]{0,24}["'\\]{0,3}\s{0,4}[:=]{1,3}\s{0,4}["'\\]{0,3}([a-f0-9]{40}|[a-f0-9]{32})(?![A-Za-z0-9])/iy,
    "https://docs.datadoghq.com/account_management/api-app-keys/",
  ),
  token(
    "honeycomb-key",
    ["hcaik_", "hcalk_", "hcxik_"],
    /hc[ax][il]k_[a-z0-9]{58}/y,
    "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
  ),
  token(
    "launchdarkly-key",
    ["api-", "sdk-"],
    new RegExp(`(?:api|sdk)-${UUID}(?![A-Za-z0-9])`, "y"),
    "https://launchdarkly.com/docs/home/account/api",
    { near: { words: /launch|ld[_-]|sdk_?key|darkly/i, before: 48 } },
  ),
  token(
    "posthog-key",
    ["phx_"],
    /phx_[A-Za-z0-9_-]{40,50}(?![A-Za-z0-9])/y,
    "https://posthog.com/docs/api#authentication",
  ),
  token("nightfall-key", ["nf-"], /NF-[A-Za-z0-9]{32}(?![A-Za-z0-9])/y, "https://help.nightfall.ai/developer-api/"),
  token(
    "scrapfly-key",
    ["scp-live-", "scp-test-"],
    /scp-(?:live|test)-[a-f0-9]{32}/y,
    "https://scrapfly.io/docs/scrape-api/getting-started",
  ),
  token(
    "openshift-token",
    ["sha000~"],
    /sha256~[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
    "https://docs.redhat.com/en/documentation/openshift_container_platform/",
  ),
  token(
    "jenkins-initial-password",
    ["proceed to installation:"],
    /proceed to installation:\s{1,8}([a-f0-9]{32})(?![A-Za-z0-9])/iy,
    "https://www.jenkins.io/doc/book/installing/",
  ),
];
