import type { Policy } from "../model/policy.ts";

/**
 * No rule of the user's stands before these. Law 4 rests on this table.
 */
export const FIRST_RULES: Policy = [
  {
    name: "no-secret-leaves",
    when: { reach: "external", level: "secret" },
    then: "block",
    because: "a secret never goes to a third party",
  },
];

/** What holds where no rule of the user's has decided. The last row has no condition, so that every case is decided. */
export const LAST_RULES: Policy = [
  {
    name: "device-sees-all",
    when: { reach: "device" },
    then: "allow",
    because: "the model runs on this machine",
  },
  {
    name: "network-sees-all",
    when: { reach: "network" },
    then: "allow",
    because: "the model runs on a host you own and named",
  },
  {
    name: "confidential-stays",
    when: { reach: "external", level: "confidential" },
    then: "block",
    because: "confidential content stays on your own machines",
  },
  {
    name: "internal-with-consent",
    when: { reach: "external", level: "internal", consented: true },
    then: "allow",
    because: "you consented to this provider seeing internal content",
  },
  {
    name: "internal-needs-consent",
    when: { reach: "external", level: "internal" },
    then: "block",
    because: "internal content needs your consent before it goes to this provider",
  },
  {
    name: "public-travels",
    when: { reach: "external", level: "public" },
    then: "allow",
    because: "public content may go to any provider you enabled",
  },
  { name: "nothing-else", when: {}, then: "block", because: "no rule allows it" },
];
