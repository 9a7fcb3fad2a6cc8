import type { Interest } from "../api/nouns";

/** The interests at one moment, and what had just happened. */
export interface Moment {
  at: number;
  /** The event that moved them. */
  by: string | null;
  strengths: { id: string; label: string; polarity: 1 | -1; strength: number }[];
}

export const LONGEST = 60;

export function moment(interests: readonly Interest[], at: number, by: string | null): Moment {
  const strengths = interests
    .filter((interest) => !interest.paused)
    .map(({ interest_id, label, polarity, strength }) => ({ id: interest_id, label, polarity, strength }));
  return { at, by, strengths };
}

export interface Band {
  id: string;
  label: string;
  polarity: 1 | -1;
  /** Strength at each moment, 0 where it was not there. */
  values: number[];
  /** Outer edge of the band at each moment: cumulated, below zero for what is refused. */
  edges: number[];
}

/** Stacked bands, in the order they first came: thickness is strength, wanted above the axis, refused below. */
export function bands(trail: readonly Moment[]): Band[] {
  const found = new Map<string, Band>();
  trail.forEach((point, place) => {
    for (const { id, label, polarity, strength } of point.strengths) {
      const name = `${id}:${polarity}`;
      const zeros = () => new Array<number>(trail.length).fill(0);
      const band = found.get(name) ?? { id, label, polarity, values: zeros(), edges: zeros() };
      band.values[place] = strength;
      band.label = label;
      found.set(name, band);
    }
  });
  const tops = { 1: new Array<number>(trail.length).fill(0), [-1]: new Array<number>(trail.length).fill(0) };
  for (const band of found.values()) {
    const top = tops[band.polarity];
    band.edges = band.values.map((value, place) => {
      top[place] = (top[place] ?? 0) + band.polarity * value;
      return top[place] ?? 0;
    });
  }
  return [...found.values()];
}
