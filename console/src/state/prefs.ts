import { effect, signal } from "@preact/signals";
import type { Language } from "../api/nouns";

type Box = "localStorage" | "sessionStorage";

function kept(store: Box, name: string): string | null {
  try {
    return globalThis[store].getItem(name);
  } catch {
    return null; // storage may be forbidden; then nothing is kept
  }
}

function keep(store: Box, name: string, value: string): void {
  try {
    globalThis[store].setItem(name, value);
  } catch {
    // as above
  }
}

export type Theme = "auto" | "light" | "dark";

export const language = signal<Language>(
  (kept("localStorage", "language") as Language | null) ??
    (navigator.language.startsWith("zh") ? "zh" : "en"),
);
export const theme = signal<Theme>((kept("localStorage", "theme") as Theme | null) ?? "auto");
/** The API key, for this tab only. */
export const key = signal(kept("sessionStorage", "key") ?? "");
export const userId = signal(kept("sessionStorage", "user") ?? "");
/** People looked at on this machine, newest first; no route lists people. */
export const people = signal<string[]>(JSON.parse(kept("sessionStorage", "people") ?? "[]"));

export function remember(id: string): void {
  people.value = [id, ...people.value.filter((other) => other !== id)].slice(0, 12);
}

export function unremember(id: string): void {
  people.value = people.value.filter((other) => other !== id);
}

effect(() => {
  keep("localStorage", "language", language.value);
  document.documentElement.lang = language.value;
});
effect(() => {
  keep("localStorage", "theme", theme.value);
  document.documentElement.dataset.theme = theme.value;
});
effect(() => keep("sessionStorage", "key", key.value));
effect(() => keep("sessionStorage", "user", userId.value));
effect(() => keep("sessionStorage", "people", JSON.stringify(people.value)));
