/** Clouds, hosting, networks. */
import type { Detector } from "./detector.ts";
import { shapeOf } from "./entropy.ts";
import { isGenerated, token } from "./token.ts";

const AZURE_KEYS = "https://learn.microsoft.com/purview/sit-azure-storage-account-key";
const YANDEX = "https://yandex.cloud/docs/iam/concepts/authorization/";

export const CLOUD: readonly Detector[] = [
  // The id alone opens nothing, yet it names the account and hardly ever travels without its secret.
  token(
    "aws-access-key-id",
    ["akia", "asia", "abia", "acca", "a0t"],
    /(?:A(?:KIA|SIA|BIA|CCA)|A3T[A-Z0-9])[A-Z2-7]{16}(?![A-Za-z0-9])/y,
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
  ),
  // Forty characters without a prefix: the name beside them is the only sign, hex digests are told apart by their case.
  token(
    "aws-secret-access-key",
    ["aws", "secretaccesskey", "secret_access_key", "secret access key"],
    /[A-Za-z_ -]{3,40}["'`\\]{0,3}\s{0,4}(?:=>|:=|[:=,])\s{0,4}["'`\\]{0,3}([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/y,
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    { edge: "none", check: isMixed },
  ),
  token(
    "aws-bedrock-key",
    ["absk", "bedrock-api-key-"],
    /(?:ABSK[A-Za-z0-9+/]{100,300}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{20,2000})/y,
    "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
  ),
  token(
    "aws-mws-token",
    ["amzn.mws."],
    /amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/y,
    "https://docs.developer.amazonservices.com/",
  ),
  token(
    "google-api-key",
    ["aiza"],
    /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/y,
    "https://cloud.google.com/docs/authentication/api-keys",
  ),
  token(
    "google-oauth-token",
    ["ya00."],
    /ya29\.[A-Za-z0-9_-]{20,1024}/y,
    "https://developers.google.com/identity/protocols/oauth2",
  ),
  token(
    "google-oauth-secret",
    ["gocspx-"],
    /GOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9])/y,
    "https://developers.google.com/identity/protocols/oauth2",
  ),
  token(
    "google-refresh-token",
    ["0//0"],
    /1\/\/0[A-Za-z0-9_-]{60,200}/y,
    "https://developers.google.com/identity/protocols/oauth2",
  ),
  token(
    "azure-storage-key",
    ["accountkey=", "accesskey=", "sharedaccesskey="],
    /(?:Account|Access)Key=([A-Za-z0-9+/]{42,86}={1,2})/iy,
    AZURE_KEYS,
    { edge: "none" },
  ),
  // `sig=` signs many things: only an address that also has a SAS's version, start, end or rights.
  token(
    "azure-sas-signature",
    ["sig="],
    /sig=([A-Za-z0-9%+/]{43,80}(?:%3D|=))/iy,
    "https://learn.microsoft.com/azure/storage/common/storage-sas-overview",
    { near: { words: /s[vertp]=/, before: 400, after: 400 } },
  ),
  token(
    "azure-client-secret",
    ["0q~"],
    /[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/y,
    "https://learn.microsoft.com/purview/sit-defn-client-secret-api-key",
    { lead: 3, edge: "none" },
  ),
  // Keys that Azure signs carry their service's name at a fixed place.
  token(
    "azure-devops-token",
    ["azdo"],
    /[A-Za-z0-9]{72,80}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])/y,
    "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
    { back: { over: "token", most: 80 } },
  ),
  token(
    "azure-service-key",
    ["jqqj00"],
    /[A-Za-z0-9]{44,60}JQQJ99[A-Za-z0-9]{18,34}(?![A-Za-z0-9])/y,
    "https://learn.microsoft.com/azure/ai-services/rotate-keys",
    { back: { over: "token", most: 60 } },
  ),
  token(
    "azure-search-key",
    ["azse"],
    /[A-Za-z0-9]{42}AzSe[A-Za-z0-9]{6}(?![A-Za-z0-9])/y,
    "https://learn.microsoft.com/azure/search/search-security-api-keys",
    { back: { over: "token", most: 42 } },
  ),
  token(
    "digitalocean-token",
    ["dop_v0_", "doo_v0_", "dor_v0_"],
    /do[opr]_v1_[a-f0-9]{64}(?![A-Za-z0-9])/y,
    "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
  ),
  token(
    "heroku-key",
    ["hrku-"],
    /HRKU-(?:AA[A-Za-z0-9_-]{58}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/y,
    "https://devcenter.heroku.com/articles/authentication",
  ),
  token(
    "cloudflare-origin-key",
    ["v0.0-"],
    /v1\.0-[a-f0-9]{24}-[a-f0-9]{146}(?![A-Za-z0-9])/y,
    "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
  ),
  token(
    "fly-token",
    ["fo0_", "fm0r_", "fm0a_", "fm0_"],
    /(?:fo1_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|fm(?:1[ra]|2)_[A-Za-z0-9+/]{100,2000}={0,3})/y,
    "https://fly.io/docs/security/tokens/",
  ),
  token(
    "netlify-token",
    ["nfp_", "nfo_", "nfc_"],
    /nf[poc]_[A-Za-z0-9_-]{36}(?![A-Za-z0-9_-])/y,
    "https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/",
  ),
  token(
    "vercel-token",
    ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
    /vc[piark]_[A-Za-z0-9]{50,60}(?![A-Za-z0-9])/y,
    "https://vercel.com/docs/rest-api",
  ),
  token("render-key", ["rnd_"], /rnd_[A-Za-z0-9]{32}(?![A-Za-z0-9])/y, "https://render.com/docs/api"),
  token(
    "alibaba-access-key-id",
    ["ltai"],
    /LTAI[A-Za-z0-9]{17,24}(?![A-Za-z0-9])/y,
    "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
  ),
  token(
    "tencent-secret-id",
    ["akid"],
    /AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
    "https://www.tencentcloud.com/document/product/598/34228",
    { check: isMixed },
  ),
  token(
    "yandex-key",
    ["aqvn", "t0.", "yci", "ycm", "ycp"],
    /(?:AQVN[A-Za-z0-9_-]{35,38}|YC[A-Za-z0-9_-]{38}|t1\.[A-Za-z0-9_=.-]{8,200}\.[A-Za-z0-9_-]{86}={0,2})(?![A-Za-z0-9_-])/y,
    YANDEX,
    { edge: "token", check: isMixed },
  ),
  token(
    "scaleway-access-key",
    ["scw"],
    /SCW[A-Z0-9]{17}(?![A-Za-z0-9])/y,
    "https://www.scaleway.com/en/docs/iam/concepts/#api-key",
    { check: (value) => isGenerated(value) && /\d/.test(value) },
  ),
  token(
    "tailscale-key",
    ["tskey-"],
    /tskey-[a-z]{3,12}-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{4,40}/y,
    "https://tailscale.com/kb/1085/auth-keys",
  ),
  token(
    "defined-networking-key",
    ["dnkey-"],
    /dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}/y,
    "https://docs.defined.net/api/",
  ),
  token(
    "akamai-client-token",
    ["akab-"],
    /akab-[a-z0-9]{16}-[a-z0-9]{16}/y,
    "https://techdocs.akamai.com/developer/docs/edgegrid",
  ),
  token("cloudant-password", ["-bluemix:"], /-bluemix:([a-f0-9]{64})(?=@)/y, "https://cloud.ibm.com/docs/Cloudant", {
    edge: "none",
  }),
];

/** Forty characters of base64 may be a path or a digest: a key has capitals, small letters and digits. */
function isMixed(value: string): boolean {
  const shape = shapeOf(value);
  return shape.digits > 0 && shape.upper > 0 && shape.lower > 0 && isGenerated(value);
}
