/** Payment cards and bank accounts. Confidential: a third party may not have them, the user's own hosts may. */
import { iban97, luhn } from "./checksum.ts";
import { isEdge, isWordUnit, type Detector, type Span } from "./detector.ts";

/** Lengths by country, from the IBAN registry (ISO 13616), release 99. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 " +
    "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 " +
    "QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Issuer ranges (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro. */
const ISSUER =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15})$/;

export const MONEY: readonly Detector[] = [
  {
    id: "payment-card",
    kind: "pii.payment-card",
    level: "confidential",
    digits: { first: [4, 14, 15, 16, 17, 18, 19], least: 14 },
    pattern: /(?:\d{14,19}|\d{4}[ -](?:\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{3})?|\d{6}[ -]\d{4,5}))(?![\w]|[-./]\d)/y,
    check: isCard,
    source: "ISO/IEC 7812-1; issuers' published ranges",
  },
  {
    id: "iban",
    kind: "pii.iban",
    level: "confidential",
    literals: Object.keys(IBAN_LENGTHS).map((country) => `${country.toLowerCase()}00`),
    scan: readIban,
    source: "ISO 13616, SWIFT IBAN registry",
  },
];

function isCard(value: string): boolean {
  const digits = value.replace(/\D/g, "");
  return ISSUER.test(digits) && luhn(digits);
}

/** By hand, because the country says how many characters to read: behind a grouped number may stand any word. */
function readIban(text: string, at: number): Span | undefined {
  const length = IBAN_LENGTHS[text.slice(at, at + 2)];
  if (length === undefined || !isEdge(text, at, "token")) return undefined;
  let plain = "";
  let end = at;
  for (const limit = at + length + 12; plain.length < length && end < limit; end++) {
    const unit = text.charCodeAt(end);
    if (isWordUnit(unit) && unit < 97) plain += text[end];
    else if (plain.length < 4 || (unit !== 32 && unit !== 45) || !isWordUnit(text.charCodeAt(end + 1)))
      return undefined;
  }
  if (plain.length < length || isWordUnit(text.charCodeAt(end))) return undefined;
  return iban97(plain) ? { start: at, end } : undefined;
}
