import type { Language } from "../api/nouns";

const locale = (language: Language) => (language === "zh" ? "zh-CN" : "en-GB");

export const number = (value: number, language: Language, digits = 0) =>
  new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits }).format(value);

export const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

export const clock = (at: number, language: Language) =>
  new Date(at).toLocaleTimeString(locale(language), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

export const date = (at: number, language: Language) =>
  new Date(at).toLocaleString(locale(language), { dateStyle: "medium", timeStyle: "short" });

/** Milliseconds as a person reads them; a dash where nothing was measured. */
export function duration(ms: number | null | undefined, language: Language): string {
  if (ms === null || ms === undefined) return "–";
  if (ms >= 1000) return `${number(ms / 1000, language, 1)} s`;
  return `${number(ms, language, ms < 10 ? 1 : 0)} ms`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function bytes(value: number, language: Language): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), UNITS.length - 1);
  return `${number(value / 1000 ** power, language, power ? 1 : 0)} ${UNITS[power]}`;
}
