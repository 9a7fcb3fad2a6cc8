import { language } from "../state/prefs";
import { en } from "./en";
import { zh } from "./zh";

const BOOKS = { en, zh };

export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The words for a key in the language chosen; the last part of a key that no book has, such as a new event type. */
export function t(key: string, values?: Record<string, string | number>): string {
  const words = BOOKS[language.value][key] ?? key.split(".").at(-1)?.replaceAll("_", " ") ?? key;
  return fill(words, values);
}
