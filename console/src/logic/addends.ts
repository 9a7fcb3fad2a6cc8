import type { Reason } from "../api/nouns";

export type Family = "words" | "deeds" | "ideas" | "crowd" | "less";

const FAMILIES: Record<string, Family> = {
  said: "words",
  said_of: "words",
  asked: "words",
  declared: "words",
  talk: "words",
  words: "words",
  named: "words",
  did: "deeds",
  did_once: "deeds",
  followed: "deeds",
  followed_kind: "deeds",
  again: "deeds",
  similar: "deeds",
  idea: "ideas",
};

/** What stands behind an addend: the person's words or deeds, ideas, everybody; or that it takes away. */
export function family(reason: Reason): Family {
  return reason.contribution < 0 ? "less" : (FAMILIES[reason.kind] ?? "crowd");
}

export interface Share {
  family: Family;
  reason: Reason;
  /** Where it begins and how long it is, as shares (0..1) of the widest account, zero in the place `zero`. */
  from: number;
  length: number;
}

/** Reach of an account below and above zero. */
export const reach = (reasons: readonly Reason[]): [number, number] => [
  reasons.reduce((sum, { contribution }) => sum + Math.min(contribution, 0), 0),
  reasons.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0),
];

/** Addends side by side: what adds to the right of zero, what takes away to the left of it. */
export function shares(reasons: readonly Reason[], low: number, high: number): Share[] {
  const width = high - low || 1;
  let right = 0;
  let left = 0;
  return [...reasons]
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .map((reason) => {
      const size = Math.abs(reason.contribution);
      const start = reason.contribution < 0 ? left - size : right;
      if (reason.contribution < 0) left -= size;
      else right += size;
      return { family: family(reason), reason, from: (start - low) / width, length: size / width };
    });
}
