import { call, query, seg } from "./http";
import type {
  Consent,
  Costs,
  Explanation,
  Item,
  Language,
  Nearest,
  Observed,
  Profile,
  Receipt,
  Scenario,
  Slate,
  Step,
  System,
  UnmetWant,
} from "./nouns";

const user = (id: string) => `/v1/users/${seg(id)}`;
const interest = (id: string, interestId: string) => `${user(id)}/interests/${seg(interestId)}`;

export interface Deed {
  user_id: string;
  event_type: string;
  item_id?: string;
  text?: string;
  slate_id?: string;
  position?: number;
}

export const PLACES = 10;

export const observe = (deed: Deed) => call<Observed>("POST", "/v1/events", deed);
export const interests = (id: string, history = false) =>
  call<Profile>("GET", `${user(id)}/interests${query({ history: history || undefined })}`);
export const events = (id: string) =>
  call<{ events: Observed[] }>("GET", `${user(id)}/events${query({ limit: 30 })}`);
export const recommend = (id: string, language: Language, text?: string) =>
  call<Slate>("GET", `${user(id)}/recommendations${query({ n: PLACES, language, text })}`);
/** The same, waiting for a language model's ideas for as long as the server allows. */
export const think = (id: string, language: Language) =>
  call<Slate>("GET", `${user(id)}/recommendations${query({ n: PLACES, language, think: true })}`);
/** A list that was given out, its reasons in a language model's words. */
export const worded = (id: string, language: Language) =>
  call<Slate>("GET", `/v1/slates/${seg(id)}${query({ worded: true, language })}`);
export const slate = (id: string) => call<Slate>("GET", `/v1/slates/${seg(id)}`);
export const explain = (id: string, ask: { item_id?: string; without?: string }) =>
  call<Explanation>("GET", `/v1/slates/${seg(id)}/explanation${query(ask)}`);
export const act = (id: string, interestId: string, action: string) =>
  call<Observed>("POST", `${interest(id, interestId)}/${action}`, {});
export const drop = (id: string, interestId: string) => call<Observed>("DELETE", interest(id, interestId));
export const edit = (id: string, interestId: string, change: Record<string, unknown>) =>
  call<Observed>("PATCH", interest(id, interestId), change);
export const declare = (id: string, made: Record<string, unknown>) =>
  call<Observed>("POST", `${user(id)}/interests`, made);
export const consent = (id: string) => call<Consent>("GET", `${user(id)}/consent`);
export const allow = (id: string, purposes: Record<string, boolean>) =>
  call<Consent>("PATCH", `${user(id)}/consent`, purposes);
export const exported = (id: string) => call<unknown>("GET", `${user(id)}/export`);
export const erase = (id: string) => call<Receipt>("DELETE", user(id));
export const items = (ask: { q?: string; cursor?: string | null; limit?: number }) =>
  call<{ items: Item[]; next_cursor: string | null }>("GET", `/v1/items${query(ask)}`);
export const item = (id: string) => call<Item>("GET", `/v1/items/${seg(id)}`);
export const similar = (id: string) =>
  call<Nearest[]>("GET", `/v1/items/${seg(id)}/similar${query({ n: 6 })}`);
export const followed = (id: string, n = 6) =>
  call<Nearest[]>("GET", `/v1/items/${seg(id)}/followed${query({ n })}`);
export const gaps = () => call<UnmetWant[]>("GET", `/v1/gaps${query({ limit: 20 })}`);
export const system = () => call<System>("GET", "/v1/system");
export const costs = () => call<Costs>("GET", `/v1/costs${query({ days: 7 })}`);
export const scenarios = () => call<Scenario[]>("GET", "/v1/scenarios");
export const story = (name: string, language: Language) =>
  call<{ steps: Step[] }>("GET", `/v1/scenarios/${seg(name)}/story${query({ language })}`);
