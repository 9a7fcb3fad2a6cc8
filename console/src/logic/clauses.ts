import type { Aspect } from "../api/nouns";

/** A run of the sentence, and the aspects that were read in it. */
export interface Piece {
  text: string;
  aspects: Aspect[];
}

/** The sentence in runs: clauses with their aspects, and what lies between. Offsets count characters, not UTF-16 units. */
export function pieces(text: string, aspects: readonly Aspect[]): Piece[] {
  const letters = [...text];
  const found: Piece[] = [];
  let at = 0;
  const spans = new Map<string, Aspect[]>();
  for (const aspect of aspects) {
    const span = `${aspect.start}:${aspect.end}`;
    spans.set(span, [...(spans.get(span) ?? []), aspect]);
  }
  const sorted = [...spans.values()].sort((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0));
  for (const group of sorted) {
    const start = Math.max(group[0]?.start ?? 0, at);
    const end = group[0]?.end ?? 0;
    if (end <= start) {
      found.at(-1)?.aspects.push(...group);
      continue;
    }
    if (start > at) found.push({ text: letters.slice(at, start).join(""), aspects: [] });
    found.push({ text: letters.slice(start, end).join(""), aspects: [...group] });
    at = end;
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(""), aspects: [] });
  return found;
}
