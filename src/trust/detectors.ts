/** Every detector, family by family. To add one, add a row to its family and a line to the table of its test. */
import { ASSIGNMENTS } from "./assignment.ts";
import type { Detector } from "./detector.ts";
import { AI } from "./detectors-ai.ts";
import { CLOUD } from "./detectors-cloud.ts";
import { DATA } from "./detectors-data.ts";
import { FORGE } from "./detectors-forge.ts";
import { IDENTITY } from "./detectors-identity.ts";
import { KEYS } from "./detectors-key.ts";
import { MESSAGE } from "./detectors-message.ts";
import { MONEY } from "./detectors-money.ts";
import { OPERATIONS } from "./detectors-operations.ts";
import { PAYMENT } from "./detectors-payment.ts";
import { PERSON } from "./detectors-person.ts";
import { SAAS } from "./detectors-saas.ts";
import { URLS } from "./detectors-url.ts";

export const DETECTORS: readonly Detector[] = [
  ...KEYS,
  ...FORGE,
  ...CLOUD,
  ...AI,
  ...MESSAGE,
  ...PAYMENT,
  ...SAAS,
  ...OPERATIONS,
  ...DATA,
  ...URLS,
  ...ASSIGNMENTS,
  ...MONEY,
  ...IDENTITY,
  ...PERSON,
];
