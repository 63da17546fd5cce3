/** How to reach a person. Internal: code, logs and mails are full of both, and blocking on them would block all work. */
import type { Detector } from "./detector.ts";

/** Country codes of ITU-T E.164 (list of November 2016 and its amendments): 1 and 7, those of two digits, zones of three. */
const COUNTRY =
  /^(?:1|7|2(?:0|7|1[1-3689]|[2345689]\d)|3(?:[0-469]|[578]\d)|4(?:[013-9]|2[013])|5(?:[1-8]|[09]\d)|6(?:[0-6]|[789]\d)|8(?:[1246]|[08]0|5\d|8[0-68])|9(?:[0-58]|[67]\d|9\d))/;

const PHONE_CUE =
  /(?:\btel|phone|fon\b|\bfono|mobil|\bcell|handy|\bfax|\bcall\b|\bcontact|whats|\bsms|rufnummer|t[ée]l[ée]phone|tel[ée]fono|hotline|\btext\b|\bdial|messages? to|reach (?:me|us|him|her|them)|\bnumber(?: is|:))/i;

export const PERSON: readonly Detector[] = [
  {
    id: "email",
    kind: "pii.email",
    level: "internal",
    literals: ["@"],
    pattern:
      /[A-Za-z0-9_%+'-][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])/y,
    back: { over: "mail", most: 64 },
    edge: "none",
    // Retina images, files and Git remotes have the shape: logo@2x.png, main@x.js, git@github.com, user@host.local.
    check: (value) =>
      !/@\d+x\.|\.(?:png|jpe?g|gif|svg|webp|js|mjs|cjs|ts|css|json|html?|md|local|internal|lan|invalid)$/i.test(
        value,
      ) && !/^git@|\.@|\.\./.test(value),
    source: "RFC 5321 section 4.1.2",
  },
  {
    id: "phone-international",
    kind: "pii.phone",
    level: "internal",
    literals: ["+0"],
    pattern: /\+[1-9](?:[ ().-]{0,2}\d){7,14}(?![\w]|[-./]\d)/y,
    edge: "none",
    check: isInternational,
    source: "ITU-T E.164, E.123",
  },
  {
    id: "phone-national",
    kind: "pii.phone",
    level: "internal",
    digits: { first: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], least: 7 },
    pattern: /\d{2,11}(?:\)? ?[ ./-]?\(?\d{2,8}){0,5}(?![\w]|[-./]\d)/y,
    near: { words: PHONE_CUE, before: 28 },
    check: (value) =>
      isPhoneLength(value) &&
      !/^(?:19|20)\d\d[-./]\d\d[-./]\d\d/.test(value) &&
      !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value),
    source: "ITU-T E.123",
  },
];

/** Written with separators, or long enough to be nothing else; a sum in a diff (`+12345678`) is neither. */
function isInternational(value: string): boolean {
  const digits = value.replace(/\D/g, "");
  return (
    COUNTRY.test(digits) &&
    isPhoneLength(value) &&
    (/[ ().-]/.test(value) || digits.length >= 10) &&
    new Set(digits).size > 2
  );
}

function isPhoneLength(value: string): boolean {
  const count = value.replace(/\D/g, "").length;
  return count >= 7 && count <= 15;
}
