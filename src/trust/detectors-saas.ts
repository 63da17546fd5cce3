/** Services that people work with: planning, design, content, identity. */
import type { Detector } from "./detector.ts";
import { token } from "./token.ts";

const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

export const SAAS: readonly Detector[] = [
  token("frameio-token", ["fio-u-"], /fio-u-[A-Za-z0-9_=-]{64}/y, "https://developer.adobe.com/frameio/guides/"),
  token(
    "linear-key",
    ["lin_api_", "lin_oauth_"],
    /lin_(?:api|oauth)_[A-Za-z0-9]{40,64}(?![A-Za-z0-9])/y,
    "https://linear.app/developers/graphql",
  ),
  token(
    "notion-token",
    ["ntn_", "secret_"],
    /(?:ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43})(?![A-Za-z0-9])/y,
    "https://developers.notion.com/reference/authentication",
  ),
  token(
    "airtable-token",
    ["pat"],
    /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}(?![A-Za-z0-9])/y,
    "https://airtable.com/developers/web/guides/personal-access-tokens",
  ),
  token(
    "hubspot-token",
    ["pat-na0-", "pat-eu0-", "pat-ap0-"],
    new RegExp(`pat-(?:na|eu|ap)\\d-${UUID}`, "y"),
    "https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview",
  ),
  token(
    "figma-token",
    ["figd_", "figo_", "figu_"],
    /fig[dou]_[A-Za-z0-9_-]{38,60}/y,
    "https://developers.figma.com/docs/rest-api/authentication/",
  ),
  token(
    "figma-legacy-token",
    ["figma"],
    new RegExp(`figma[A-Za-z_-]{0,20}["'\\\\]{0,3}\\s{0,4}[:=]\\s{0,4}["'\\\\]{0,3}(\\d{4,6}-${UUID})`, "iy"),
    "https://developers.figma.com/docs/rest-api/authentication/",
  ),
  token(
    "typeform-token",
    ["tfp_"],
    /tfp_[A-Za-z0-9_.=-]{40,64}/y,
    "https://www.typeform.com/developers/get-started/personal-access-token/",
  ),
  token(
    "contentful-token",
    ["cfpat-"],
    /CFPAT-[A-Za-z0-9_-]{43,64}/y,
    "https://www.contentful.com/developers/docs/references/authentication/",
  ),
  token(
    "mapbox-token",
    ["sk.eyj", "tk.eyj", "pk.eyj"],
    /[spt]k\.eyJ[A-Za-z0-9\\_-]{40,300}\.[A-Za-z0-9_-]{20,40}/y,
    "https://docs.mapbox.com/help/dive-deeper/access-tokens/",
  ),
  token(
    "dropbox-token",
    ["sl."],
    /sl\.(?:u\.)?[A-Za-z0-9_-]{120,2000}/y,
    "https://www.dropbox.com/developers/reference/auth-types",
    { edge: "token" },
  ),
  token(
    "salesforce-token",
    ["00d"],
    /00D[A-Za-z0-9]{12,15}![A-Za-z0-9_.]{80,260}/y,
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_access_tokens.htm",
  ),
  token(
    "okta-token",
    ["okta"],
    /okta[A-Za-z0-9_ .-]{0,30}["'\\]{0,3}\s{0,4}[:=]{1,3}\s{0,4}["'`\\]{0,3}(00[A-Za-z0-9=_-]{40})(?![A-Za-z0-9=_-])/iy,
    "https://developer.okta.com/docs/guides/create-an-api-token/main/",
  ),
  token(
    "adobe-client-secret",
    ["p0e-"],
    /p8e-[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
    "https://developer.adobe.com/developer-console/docs/guides/authentication/",
  ),
  token(
    "pubnub-key",
    ["sec-c-", "pub-c-", "sub-c-"],
    /(?:sec-c-[A-Za-z0-9]{40,60}|(?:pub|sub)-c-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/y,
    "https://www.pubnub.com/docs/general/setup/account-setup",
  ),
  token(
    "fortytwo-secret",
    ["s-s0t0ud-", "s-s0t0af-"],
    /s-s4t2(?:ud|af)-[a-f0-9]{64}/y,
    "https://api.intra.42.fr/apidoc/guides/getting_started",
  ),
  token(
    "settlemint-token",
    ["sm_aat_", "sm_pat_", "sm_sat_"],
    /sm_[aps]at_[A-Za-z0-9]{16,40}/y,
    "https://console.settlemint.com/documentation/",
  ),
  token(
    "asana-token",
    ["asana"],
    /asana[A-Za-z_ -]{0,24}["'\\]{0,3}\s{0,4}[:=]\s{0,4}["'\\]{0,3}([012]\/[A-Za-z0-9/:]{16,80})/iy,
    "https://developers.asana.com/docs/personal-access-token",
  ),
];
