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
  weights: Record<string, number>;
  scenario: string;
  workers: number;
  open: boolean;
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
