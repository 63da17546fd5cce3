/** Code forges, package registries, build services. */
import { crcClosed } from "./checksum.ts";
import type { Detector } from "./detector.ts";
import { entropy } from "./entropy.ts";
import { isGenerated, token } from "./token.ts";

const GITLAB = "https://docs.gitlab.com/security/tokens/#token-prefixes";

export const FORGE: readonly Detector[] = [
  // The last six characters are a CRC-32. A token that fails it never worked, but one mistyped digit hides a real one
  // from nobody: only what has little entropy too is passed over.
  token(
    "github-token",
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    /gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9_])/y,
    "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    { check: (value) => crcClosed(value, 4) || (entropy(value) >= 3.2 && isGenerated(value)) },
  ),
  token(
    "github-fine-grained-token",
    ["github_pat_"],
    /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/y,
    "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
  ),
  token(
    "gitlab-token",
    [
      "glpat-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "glft-",
      "glimt-",
      "glagent-",
      "gloas-",
      "glsoat-",
      "glffct-",
      "glptt-",
      "glrtr-",
    ],
    /gl(?:pat|dt|rtr?|cbt|ft|imt|agent|oas|soat|ffct|ptt)-[A-Za-z0-9_.-]{18,300}/y,
    GITLAB,
  ),
  token("gitlab-runner-registration", ["gr0000000"], /GR1348941[A-Za-z0-9_-]{20}/y, GITLAB),
  token(
    "bitbucket-app-password",
    ["atbb"],
    /ATBB[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
    "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
  ),
  token(
    "atlassian-api-token",
    ["atatt0", "atctt0"],
    /AT[AC]TT3[A-Za-z0-9_=-]{40,250}/y,
    "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
  ),
  token("npm-token", ["npm_"], /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y, "https://docs.npmjs.com/about-access-tokens"),
  token("pypi-token", ["pypi-age"], /pypi-AgE[A-Za-z0-9_-]{50,1000}/y, "https://pypi.org/help/#apitoken"),
  token(
    "rubygems-key",
    ["rubygems_"],
    /rubygems_[a-f0-9]{48}(?![A-Za-z0-9])/y,
    "https://guides.rubygems.org/api-key-scopes/",
  ),
  // Three small letters are a weak prefix: capitals and digits must follow.
  token(
    "crates-io-token",
    ["cio"],
    /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
    "https://doc.rust-lang.org/cargo/reference/registry-authentication.html",
    { check: (value) => isGenerated(value) && /\d/.test(value) && /[A-Z]/.test(value) },
  ),
  token(
    "nuget-key",
    ["oy0"],
    /oy2[a-z0-9]{43}(?![A-Za-z0-9])/y,
    "https://learn.microsoft.com/nuget/nuget-org/publish-a-package",
  ),
  token(
    "clojars-token",
    ["clojars_"],
    /CLOJARS_[a-f0-9]{60}(?![A-Za-z0-9])/y,
    "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
  ),
  token(
    "docker-token",
    ["dckr_pat_", "dckr_oat_"],
    /dckr_[po]at_[A-Za-z0-9_-]{27,40}/y,
    "https://docs.docker.com/security/access-tokens/",
  ),
  token(
    "docker-swarm-key",
    ["swmtkn-0-", "swmkey-0-"],
    /SWM(?:TKN-1-[a-z0-9]{40,60}-[a-z0-9]{20,30}|KEY-1-[A-Za-z0-9+/]{40,60})/y,
    "https://docs.docker.com/engine/swarm/swarm-tutorial/add-nodes/",
  ),
  token(
    "artifactory-token",
    ["akc"],
    /AKC[A-Za-z0-9]{61,73}(?![A-Za-z0-9])/y,
    "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key",
  ),
  token(
    "artifactory-reference-token",
    ["cmvmdgtuo"],
    /cmVmdGtuO[A-Za-z0-9]{50,70}(?![A-Za-z0-9])/y,
    "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
  ),
  token(
    "circleci-token",
    ["ccipat_", "cciprj_"],
    /CCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[a-fA-F0-9]{40}/y,
    "https://circleci.com/docs/managing-api-tokens/",
  ),
  token(
    "buildkite-token",
    ["bkua_", "bkaa_", "bkct_"],
    /bk(?:ua|aa|ct)_[a-z0-9]{40}(?![A-Za-z0-9])/y,
    "https://buildkite.com/docs/apis/managing-api-tokens",
  ),
  // `API-` begins many names in capitals: a digit must be among the rest.
  token(
    "octopus-key",
    ["api-"],
    /API-[A-Z0-9]{26,32}(?![A-Za-z0-9])/y,
    "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    { check: (value) => isGenerated(value) && /\d/.test(value) },
  ),
  token(
    "sourcegraph-token",
    ["sgp_", "slk_"],
    /(?:sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?(?:local_)?[a-fA-F0-9]{40}|slk_[a-f0-9]{64})(?![A-Za-z0-9])/y,
    "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
  ),
  token(
    "sonarqube-token",
    ["squ_", "sqp_", "sqa_"],
    /sq[upa]_[a-f0-9]{40}(?![A-Za-z0-9])/y,
    "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/",
  ),
  token(
    "snyk-service-token",
    ["snyk_"],
    /snyk_[a-z]{2,4}\d?_[A-Za-z0-9_.-]{30,120}/y,
    "https://docs.snyk.io/snyk-api/authentication-for-api",
  ),
  token(
    "postman-key",
    ["pmak-"],
    /PMAK-[a-f0-9]{24}-[a-f0-9]{34}(?![A-Za-z0-9])/y,
    "https://learning.postman.com/docs/developer/postman-api/authentication/",
  ),
  token(
    "readme-key",
    ["rdme_"],
    /rdme_[a-z0-9]{70}(?![A-Za-z0-9])/y,
    "https://docs.readme.com/main/reference/intro/authentication",
  ),
  token(
    "scalingo-token",
    ["tk-us-"],
    /tk-us-[A-Za-z0-9_-]{48}(?![A-Za-z0-9])/y,
    "https://developers.scalingo.com/tokens",
  ),
  token("infracost-key", ["ico-"], /ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])/y, "https://www.infracost.io/docs/"),
  token(
    "prefect-key",
    ["pnu_", "pnb_"],
    /pn[ub]_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y,
    "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
  ),
  token(
    "django-insecure-key",
    ["django-insecure-"],
    /django-insecure-[A-Za-z0-9!@#$%^&*()_=+-]{40,60}/y,
    "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
  ),
];
