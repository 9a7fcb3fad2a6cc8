/** The nouns of docs/json.md that the console reads; keys it does not use are left out. */
export type Language = "en" | "zh";
export type Polarity = "like" | "dislike" | "never" | "neutral" | "question";

export interface Item {
  item_id: string;
  title: string;
  description: string;
  categories: string[];
  tags: string[];
  attributes: Record<string, unknown>;
  available: boolean;
  published_at: number | null;
}

export interface Event {
  user_id: string;
  event_type: string;
  event_id: string;
  item_id: string | null;
  text: string | null;
  timestamp: number;
  context: Record<string, unknown>;
}

export interface Aspect {
  quote: string;
  about: string;
  polarity: Polarity;
  hardness: "soft" | "must" | "never";
  strength: number;
  horizon: "now" | "lately" | "always" | "not_any_more";
  start: number;
  end: number;
  item_id: string | null;
}

export interface Observed {
  event: Event;
  new: boolean;
  aspects: Aspect[];
  /** The language model that read it anew; empty where the rules did. */
  read_by: string;
}

export interface InterestEdit {
  action: "declare" | "edit" | "pin" | "unpin" | "pause" | "resume" | "expire" | "drop";
  [field: string]: unknown;
}

export interface Evidence {
  event_id: string;
  event_type: string;
  weight: number;
  timestamp: number;
  half_life: number;
  quote: string | null;
  item_id: string | null;
  superseded: boolean;
}

export interface Interest {
  interest_id: string;
  label: string;
  polarity: 1 | -1;
  strength: number;
  confidence: number;
  hardness: "soft" | "must" | "never";
  horizon: "session" | "recent" | "lasting";
  source: "said" | "did" | "declared";
  expires_at: number | null;
  /** Set where it steers: a filter, or a share of places for surprises. */
  where?: string | null;
  explore?: number | null;
  pinned: boolean;
  paused: boolean;
  evidence: Evidence[];
}

export interface Profile {
  user_id: string;
  interests: Interest[];
  interest_version: string;
  as_of: number;
  degraded: string[];
  changed_by?: string | null;
}

export interface Nearest {
  item_id: string;
  title: string;
  similarity: number;
}

export interface Reason {
  kind: string;
  contribution: number;
  text: string;
  interest_id?: string;
  event_id?: string;
  idea?: string;
}

export interface SlateItem {
  item_id: string;
  title: string;
  rank: number;
  score: number;
  reasons: Reason[];
}

export interface Idea {
  idea_id: string;
  text: string;
  author: "interest" | "pattern" | "model" | "language";
  interests: string[];
  nearest: Nearest[];
}

export interface Slate {
  slate_id: string;
  user_id: string;
  interest_version: string;
  as_of: number;
  degraded: string[];
  items: SlateItem[];
  ideas: Idea[];
  gaps: { idea_id: string; text: string; similarity: number; threshold: number }[];
  notes: string[];
  request: { n: number; text: string | null } | null;
}

export interface Choice {
  label: string;
  edit: InterestEdit;
}

export interface Question {
  text: string;
  field: string;
  choices: Choice[];
  gain: number;
}

export interface Reply {
  user_id: string;
  text: string;
  slate: Slate;
  question: Question | null;
  observed: Observed[];
  steered: Interest[];
  worded_by: "template" | "language";
}

export interface Explanation {
  slate_id: string;
  verdict: string;
  text: string;
  item_id: string | null;
  item: SlateItem | null;
  interests: Interest[];
  before: string[];
  after: string[];
}

export interface UnmetWant {
  text: string;
  users: number;
  similarity: number;
  threshold: number;
  nearest: Nearest[];
}

export interface Receipt {
  user_id: string;
  forgotten_at: number;
  removed: Record<string, number>;
}

export interface Quantiles {
  p50: number | null;
  p99: number | null;
}

/** Which encoder serves, and how far the next one has come. */
export interface Encoding {
  encoder: string;
  name: string;
  dim: number;
  phase: "serving" | "encoding" | "settling";
  to: string;
  done: number;
  total: number;
  stale: number;
  error: string;
}

/** How far a language model has read what was said. */
export interface Reading {
  reader: string;
  counts: Record<string, number>;
  behind: number;
  waiting: number;
  dead: number;
}

export interface System {
  version: string;
  events: number;
  items: number;
  users: number;
  store_bytes: number;
  events_per_second: number;
  freshness: Quantiles;
  stages: Record<string, Quantiles>;
  degraded: Record<string, number>;
  models: { blend: string; failing: string | null };
  encoder: Encoding | null;
  reading: Reading | null;
  weights: Record<string, number>;
  scenario: string;
  workers: number;
  open: boolean;
}

export interface Consent {
  user_id: string;
  /** What holds, by purpose; `said` what the person has said of it. */
  allowed: Record<string, boolean>;
  said: Record<string, boolean>;
}

export interface Cost {
  purpose: string;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  money: number;
  seconds: number;
  cached: number;
  failures: Record<string, number>;
  refused: Record<string, number>;
  saved: Record<string, number>;
  ratio: number | null;
}

export interface Costs {
  model: string;
  local: boolean;
  days: number;
  total: Cost;
  by_purpose: Cost[];
  budgets: { name: string; used: number; limit: number }[];
  would_ask: { texts: number; gate: number; cached: number; calls: number; ratio: number | null } | null;
}

export interface Scenario {
  name: string;
  items: number;
  story: boolean;
  current: boolean;
}

export interface Step {
  user_id: string;
  act: "say" | "did" | "recommend" | "why_not" | "edit" | "forget";
  note: string;
  say?: string;
  did?: string;
  place?: number;
  recommend?: string;
  why_not?: string;
  edit?: { action: string; interest: string };
}
