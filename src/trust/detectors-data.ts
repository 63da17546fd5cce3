/** Databases and data platforms. */
import type { Detector } from "./detector.ts";
import { token } from "./token.ts";

export const DATA: readonly Detector[] = [
  token(
    "databricks-token",
    ["dapi"],
    /dapi[a-h0-9]{32}(?:-\d)?(?![A-Za-z0-9])/y,
    "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
  ),
  token(
    "supabase-key",
    ["sbp_", "sb_secret_"],
    /(?:sbp_(?:v0_)?[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{31,40})(?![A-Za-z0-9])/y,
    "https://supabase.com/docs/guides/api/api-keys",
  ),
  token(
    "planetscale-token",
    ["pscale_"],
    /pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}/y,
    "https://planetscale.com/docs/api/reference/service-tokens",
  ),
  token("neon-key", ["napi_"], /napi_[a-z0-9]{64}(?![A-Za-z0-9])/y, "https://neon.com/docs/manage/api-keys"),
  token("aiven-password", ["avns_"], /AVNS_[A-Za-z0-9_-]{18,24}(?![A-Za-z0-9])/y, "https://aiven.io/docs/platform"),
  token(
    "truenas-key",
    ["login_with_api_key", "x-api-key"],
    /(?:login_with_api_key|x-api-key)["'\\,\s:[a-z]{1,40}["'\\]{1,3}(\d{1,4}-[A-Za-z0-9]{64})(?![A-Za-z0-9])/iy,
    "https://www.truenas.com/docs/api/",
  ),
  token(
    "influxdb-token",
    ["influx"],
    /influx[A-Za-z_ .-]{0,24}["'\\]{0,3}\s{0,4}[:=]{1,3}\s{0,4}["'\\]{0,3}([A-Za-z0-9_-]{86}==)/iy,
    "https://docs.influxdata.com/influxdb/v2/admin/tokens/",
  ),
  token(
    "algolia-admin-key",
    ["algolia"],
    /algolia[A-Za-z_ .-]{0,24}["'\\]{0,3}\s{0,4}[:=]{1,3}\s{0,4}["'\\]{0,3}([a-z0-9]{32})(?![A-Za-z0-9])/iy,
    "https://www.algolia.com/doc/guides/security/api-keys/",
  ),
  token(
    "confluent-secret",
    ["cflt"],
    /cflt[A-Za-z0-9+/]{60}(?![A-Za-z0-9+/])/y,
    "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
  ),
  // The Password= of ADO.NET, ODBC and JDBC strings, told from code by its neighbours in the same string.
  token(
    "connection-string-password",
    ["password=", "pwd="],
    /(?:password|pwd)=([^\s;"'<>&]{3,128})(?=[;"'&<\s]|$)/iy,
    "https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax",
    {
      near: {
        words:
          /(?:server|host|data source|user ?id|uid|database|initial catalog|port|user|driver|jdbc:[a-z]{2,12}:[^\n]{1,80}[?&;])\s?=?[^\n;]{0,80}[;&?]\s?$|jdbc:/i,
        before: 200,
        after: 0,
      },
      check: isChosen,
    },
  ),
];

/** A password somebody chose, rather than the word for one. */
function isChosen(value: string): boolean {
  return !/^(?:pass(?:word|wd)?|pwd|secret|\*+|x+|my_?password|your.*|<.*|\$.*|%.*|\{.*|#\{.*|@.*|\+.*|changeme|example.*)$/i.test(
    value,
  );
}
