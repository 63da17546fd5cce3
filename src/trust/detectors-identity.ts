/** National identity, tax and insurance numbers. Without check digits, or with one only, a word beside them must say so. */
import { luhn, mod11x10, remainder, verhoeff, weighted } from "./checksum.ts";
import type { Detector, PatternDetector } from "./detector.ts";

const END = "(?![\\w]|[-./]\\d)";

export const IDENTITY: readonly Detector[] = [
  // The dashed form stands for itself: 000, 666 and 9xx areas, 00 groups and 0000 serials were never given out.
  number(
    "us-ssn",
    [3],
    9,
    "(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}",
    "https://www.ssa.gov/employer/randomization.html",
    { check: (value) => value !== "123-45-6789" && value !== "078-05-1120" },
  ),
  number(
    "us-ssn-plain",
    [3, 9],
    9,
    "(?!000|666|9)\\d{3} ?(?!00)\\d{2} ?(?!0000)\\d{4}",
    "https://www.ssa.gov/employer/randomization.html",
    { near: { words: /\bSSN\b|social security/i, before: 40 } },
  ),
  number(
    "ca-sin",
    [3, 9],
    9,
    "[1-79]\\d{2}[ -]?\\d{3}[ -]?\\d{3}",
    "https://www.canada.ca/en/employment-social-development/services/sin.html",
    {
      near: { words: /\bSIN\b|social insurance|assurance sociale|\bNAS\b/i, before: 40 },
      check: (value) => luhn(digitsOf(value)),
    },
  ),
  number(
    "gb-nino",
    [6],
    6,
    "(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\\d{6}[A-D]",
    "https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110",
    { lead: 2, near: { words: /national insurance|\bNINO?\b|\bNI (?:number|no)/i, before: 40 } },
  ),
  number(
    "gb-nino-spaced",
    [2],
    6,
    "(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \\d{2} \\d{2} \\d{2} [A-D]",
    "https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110",
    { lead: 3 },
  ),
  number(
    "de-tax-id",
    [2, 11],
    11,
    "[1-9]\\d(?: ?\\d{3}){3}",
    "https://www.bzst.de/DE/Privatpersonen/SteuerlicheIdentifikationsnummer/",
    { near: { words: /steuer|\bIdNr|\btax id|\bTIN\b/i, before: 48 }, check: isGermanTaxId },
  ),
  // Two check digits over thirteen, and a month: no word needed.
  number(
    "fr-nir",
    [1, 13, 15],
    15,
    "[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[23]\\d|4[0-2]) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}",
    "https://www.insee.fr/fr/metadonnees/definition/c1409",
    { check: isFrenchNir },
  ),
  number(
    "es-dni",
    [8],
    8,
    "\\d{8}-?[A-HJ-NP-TV-Z]",
    "https://www.interior.gob.es/opencms/es/servicios-al-ciudadano/tramites-y-gestiones/dni/",
    { check: isSpanishId },
  ),
  number(
    "es-nie",
    [7],
    7,
    "[XYZ]-?\\d{7}-?[A-HJ-NP-TV-Z]",
    "https://www.interior.gob.es/opencms/es/servicios-al-ciudadano/tramites-y-gestiones/extranjeria/",
    { lead: 1, check: isSpanishId },
  ),
  {
    id: "it-codice-fiscale",
    kind: "pii.it-codice-fiscale",
    level: "confidential",
    literals: [..."abcdehlmprst"].map((month) => `00${month}00`),
    lead: 6,
    pattern: /[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/y,
    check: isItalianCode,
    source: "Decreto ministeriale 23 dicembre 1976, n. 13813",
  },
  number(
    "nl-bsn",
    [3, 4, 9],
    9,
    "\\d{9}|\\d{4}[. ]\\d{2}[. ]\\d{3}|\\d{3}[. ]\\d{3}[. ]\\d{3}",
    "https://www.rvig.nl/bsn",
    {
      near: { words: /\bBSN\b|burgerservice|sofi/i, before: 40 },
      check: (value) => weighted(digitsOf(value), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
    },
  ),
  number(
    "pl-pesel",
    [11],
    11,
    "\\d{2}(?:[02468][1-9]|[13579][0-2])[0-3]\\d{6}",
    "https://www.gov.pl/web/gov/czym-jest-numer-pesel",
    {
      near: { words: /pesel/i, before: 40 },
      check: (value) => weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
    },
  ),
  number(
    "br-cpf",
    [3],
    11,
    "\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}",
    "https://www.gov.br/receitafederal/pt-br/assuntos/meu-cpf",
    { check: isCpf },
  ),
  number("br-cpf-plain", [11], 11, "\\d{11}", "https://www.gov.br/receitafederal/pt-br/assuntos/meu-cpf", {
    near: { words: /\bCPF\b/i, before: 40 },
    check: isCpf,
  }),
  number("in-aadhaar", [4, 12], 12, "[2-9]\\d{3}[ -]?\\d{4}[ -]?\\d{4}", "https://uidai.gov.in/", {
    near: { words: /aadhaa?r|\bUIDAI\b|\bUID\b/i, before: 48 },
    check: (value) => verhoeff(digitsOf(value)),
  }),
  number(
    "ch-ahv",
    [3, 13],
    13,
    "756\\.?\\d{4}\\.?\\d{4}\\.?\\d{2}",
    "https://www.zas.admin.ch/zas/en/home/partenaires-et-institutions-/navs13.html",
    { check: isAhv },
  ),
  number(
    "at-svnr",
    [4, 10],
    10,
    "[1-9]\\d{3} ?(?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-5])\\d{2}",
    "https://www.sozialversicherung.at/",
    { near: { words: /\bSV[- ]?N(?:R|ummer)|sozialversicherung|versicherungsnummer/i, before: 40 }, check: isAustrian },
  ),
];

/** A row of kind `pii.<id>`, confidential, that starts at a block of digits. Rows for a second form share its kind. */
function number(
  id: string,
  first: readonly number[],
  least: number,
  pattern: string,
  source: string,
  more: Partial<PatternDetector>,
): PatternDetector {
  const kind = `pii.${id.replace(/-(?:plain|spaced)$/, "")}`;
  return {
    id,
    kind,
    level: "confidential",
    digits: { first, least },
    pattern: new RegExp(`(?:${pattern})${END}`, "y"),
    source,
    ...more,
  };
}

function digitsOf(value: string): string {
  return value.replace(/\D/g, "");
}

/** One digit stands twice or three times among the first ten, all others at most once. */
function isGermanTaxId(value: string): boolean {
  const digits = digitsOf(value);
  const distinct = new Set(digits.slice(0, 10)).size;
  return (distinct === 9 || distinct === 8) && mod11x10(digits);
}

/** Corsica's departments 2A and 2B count as 19 and 18. */
function isFrenchNir(value: string): boolean {
  const plain = value.replace(/\s/g, "").replace("2A", "19").replace("2B", "18");
  return 97 - remainder(plain.slice(0, 13), 97) === Number(plain.slice(13));
}

function isSpanishId(value: string): boolean {
  const plain = value.replace(/-/g, "").replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
  return "TRWAGMYFPDXBNJZSQVHLCKE"[Number(plain.slice(0, 8)) % 23] === plain[8] && new Set(plain.slice(0, 8)).size > 1;
}

/** Letters and digits at odd places count by a table of their own, those at even places by their order. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isItalianCode(value: string): boolean {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const unit = value.charCodeAt(i);
    const order = unit < 58 ? unit - 48 : unit - 65;
    sum += i % 2 === 0 ? ODD[order]! : order;
  }
  return sum % 26 === value.charCodeAt(15) - 65;
}

function isCpf(value: string): boolean {
  const digits = digitsOf(value);
  if (new Set(digits).size === 1) return false;
  const first = ((weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  const second = ((weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  return digits.endsWith(`${first}${second}`);
}

/** EAN-13. */
function isAhv(value: string): boolean {
  return weighted(digitsOf(value), [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

function isAustrian(value: string): boolean {
  return weighted(digitsOf(value), [3, 7, 9, -1, 5, 8, 4, 2, 1, 6]) % 11 === 0;
}
