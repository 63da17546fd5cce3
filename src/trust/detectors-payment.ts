/** Payment, shops, parcels. */
import type { Detector } from "./detector.ts";
import { token } from "./token.ts";

const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
const SHOPIFY = "https://shopify.dev/docs/apps/build/authentication-authorization";
const STRIPE = "https://docs.stripe.com/keys";

export const PAYMENT: readonly Detector[] = [
  token(
    "stripe-key",
    ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_"],
    /[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,247}/y,
    STRIPE,
  ),
  token("stripe-webhook-secret", ["whsec_"], /whsec_[A-Za-z0-9+/]{32,64}={0,2}/y, STRIPE),
  token(
    "shopify-token",
    ["shpat_", "shpca_", "shppa_", "shpss_"],
    /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}(?![A-Za-z0-9])/y,
    SHOPIFY,
  ),
  token(
    "square-token",
    ["sq0atp-", "sq0csp-", "sq0idp-", "eaaa"],
    /(?:sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,60}|EAAA[A-Za-z0-9_-]{56,64})(?![A-Za-z0-9_-])/y,
    "https://developer.squareup.com/docs/build-basics/access-tokens",
  ),
  token(
    "braintree-token",
    ["access_token$"],
    /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}/y,
    "https://developer.paypal.com/braintree/docs/guides/authorization/overview",
  ),
  token(
    "plaid-token",
    ["access-sandbox-", "access-development-", "access-production-"],
    new RegExp(`access-(?:sandbox|development|production)-${UUID}`, "y"),
    "https://plaid.com/docs/api/tokens/",
  ),
  token(
    "flutterwave-key",
    ["flwseck", "flwpubk"],
    /FLW(?:SECK|PUBK)(?:_TEST|_LIVE)?-[a-h0-9]{12,40}(?:-X)?/iy,
    "https://developer.flutterwave.com/docs/authentication",
  ),
  token(
    "shippo-token",
    ["shippo_"],
    /shippo_(?:live|test)_[a-f0-9]{40}(?![A-Za-z0-9])/y,
    "https://docs.goshippo.com/docs/guides_general/authentication/",
  ),
  token(
    "easypost-key",
    ["ezak", "eztk"],
    /EZ[AT]K[A-Za-z0-9]{54}(?![A-Za-z0-9])/y,
    "https://docs.easypost.com/docs/authentication",
  ),
  token(
    "duffel-token",
    ["duffel_"],
    /duffel_(?:live|test)_[A-Za-z0-9_=-]{43}/y,
    "https://duffel.com/docs/api/overview/authentication",
  ),
  token(
    "lob-key",
    ["live_", "test_"],
    /(?:live|test)_(?:pub_)?[a-f0-9]{31,35}(?![A-Za-z0-9])/y,
    "https://docs.lob.com/#tag/Authentication",
  ),
];
