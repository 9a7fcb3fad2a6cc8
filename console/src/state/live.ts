import { batch, effect, signal } from "@preact/signals";
import * as api from "../api/calls";
import type { Observed, Profile, Receipt, Slate, SlateItem } from "../api/nouns";
import { follow } from "../api/sse";
import { type Move, moves } from "../logic/moves";
import { LONGEST, type Moment, moment } from "../logic/trail";
import { t } from "../words";
import { happened } from "./happened";
import { language, remember, unremember, userId } from "./prefs";
import { page } from "./route";
import { gone, locked, tried } from "./status";
import { learn } from "./titles";

export const profile = signal<Profile | null>(null);
export const slate = signal<Slate | null>(null);
export const trail = signal<Moment[]>([]);
/** How the last sentence was read. */
export const said = signal<Observed | null>(null);
/** What the newest list changed against the one before; null before there are two. */
export const changed = signal<{ by: string | null; moves: Move[] } | null>(null);
export const connected = signal(false);
export const erased = signal<Receipt | null>(null);
/** Counts how often the person on the page was erased, by whomever. */
export const forgotten = signal(0);
/** Counts the lists that have been shown, so that a story can wait for the next. */
export const shown = signal(0);

/** Events of this visit by id; the stream may tell of one after telling of what it changed. */
const happenings = signal<ReadonlyMap<string, Observed>>(new Map());
const BEGIN = "";
/** How many gone items are asked about one by one. */
const ASKED = 4;

export function open(id: string): void {
  if (!id) return;
  batch(() => {
    erased.value = null;
    userId.value = id;
    remember(id);
  });
}

/** Follows whoever is picked; the stream begins with the interests as they are. */
effect(() => {
  const id = userId.value;
  if (locked.value) return undefined;
  clear();
  if (!id) return undefined;
  return follow(id, {
    on: (event, data) => userId.peek() === id && take(event, data),
    state: (up) => {
      connected.value = up;
      if (up) gone.value = false;
      else if (shown.peek() > 0) gone.value = true;
    },
  });
});

function clear(): void {
  batch(() => {
    profile.value = null;
    slate.value = null;
    trail.value = [];
    said.value = null;
    changed.value = null;
    connected.value = false;
  });
}

function take(event: string, data: unknown): void {
  if (event === "interests") moved(data as Profile);
  if (event === "observed") heard(data as Observed);
  if (event === "slate") given(data as Slate);
  if (event === "erased") {
    clear();
    forgotten.value += 1;
  }
}

function moved(found: Profile): void {
  const last = profile.peek();
  const same = last?.interest_version === found.interest_version;
  profile.value = found;
  if (same && slate.peek()) return;
  const by = last === null ? BEGIN : (found.changed_by ?? null);
  trail.value = [...trail.peek(), moment(found.interests, found.as_of, by)].slice(-LONGEST);
  if (page.peek() === "chat") overdue.value = true;
  else void ask();
}

/** The chat has lists of its own; the one of the other pages is asked for when one of them is opened. */
const overdue = signal(false);
effect(() => {
  if (page.value === "chat" || !overdue.value) return;
  overdue.value = false;
  void ask();
});

/** Puts a list in the place of the one that is shown, until the next one comes. */
export function instead(found: Slate): void {
  overdue.value = false;
  slate.value = found;
}

function heard(found: Observed): void {
  happenings.value = new Map(happenings.peek()).set(found.event.event_id, found);
  const here = said.peek()?.event.event_id;
  const again = !found.new && found.event.event_id !== here; // an older sentence, read anew
  if (found.event.text && !(here && again)) said.value = found;
}

/** An event as it is read now: a language model may have read it anew since. */
export const newest = (one: Observed): Observed => happenings.value.get(one.event.event_id) ?? one;

/** What an event was, in words: the event that moved the interests, or nothing but time. */
export function causeOf(by: string | null): string {
  if (by === BEGIN) return t("stream.start");
  const event = by === null ? undefined : happenings.value.get(by)?.event;
  if (!event) return t("cause.time");
  if (event.text) return t("cause.said", { text: event.text });
  return event.item_id ? happened({ ...event, quote: null }) : t("cause.edited");
}

/** A list given by someone else, such as another tab: shown if it knows more than ours. */
function given(found: Slate): void {
  const here = slate.peek();
  if (!here || found.request?.n !== api.PLACES || found.request.text) return;
  if (found.as_of > here.as_of && found.interest_version !== here.interest_version) show(found);
}

async function ask(): Promise<void> {
  const id = userId.peek();
  const found = await tried(api.recommend(id, language.peek()));
  if (found && userId.peek() === id && found.slate_id !== slate.peek()?.slate_id) show(found);
}

/** The list anew, with what a language model imagines. */
export async function think(): Promise<void> {
  const id = userId.peek();
  const found = await tried(api.think(id, language.peek()));
  if (found && userId.peek() === id) show(found);
}

function show(found: Slate): void {
  const before = slate.peek();
  learn(found.items);
  batch(() => {
    slate.value = found;
    shown.value += 1;
    if (before)
      changed.value = { by: profile.peek()?.changed_by ?? null, moves: moves(before.items, found.items) };
  });
  if (before) void askGone(found);
}

/** Why items left the list, asked of the server after the list is shown. */
async function askGone(found: Slate): Promise<void> {
  const here = changed.peek();
  if (!here) return;
  const left = here.moves.filter((move) => move.kind === "gone").slice(0, ASKED);
  const told = await Promise.all(
    left.map((move) => api.explain(found.slate_id, { item_id: move.item_id }).catch(() => null)),
  );
  if (changed.peek() !== here || told.length === 0) return;
  const why = new Map(left.map((move, place) => [move.item_id, told[place]?.text ?? null]));
  const filled = here.moves.map((move) =>
    move.kind === "gone" ? { ...move, why: why.get(move.item_id) ?? null } : move,
  );
  changed.value = { ...here, moves: filled };
}

/** Says a sentence as the person; the stream brings what it changes. */
export async function say(text: string): Promise<Observed | undefined> {
  const found = await tried(api.observe({ user_id: userId.peek(), event_type: "say", text }));
  if (found) heard(found);
  return found;
}

export async function deed(
  event_type: string,
  item: SlateItem,
  where: Slate | null = slate.peek(),
): Promise<Observed | undefined> {
  const place = where ? { slate_id: where.slate_id, position: item.rank } : {};
  const found = await tried(
    api.observe({ user_id: userId.peek(), event_type, item_id: item.item_id, ...place }),
  );
  if (found) heard(found);
  return found;
}

/** Erases the person and forgets their name on this machine too. */
export async function erase(id: string): Promise<void> {
  const receipt = await tried(api.erase(id));
  if (!receipt) return;
  unremember(id);
  batch(() => {
    if (userId.peek() === id) userId.value = "";
    erased.value = receipt;
  });
}
