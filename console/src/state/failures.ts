import { t } from "../words";

/** What failed, in words: `retrieve.keyword` is a search for words. */
export function failures(names: readonly string[]): string {
  return [...new Set(names.map((name) => t(`part.${name}`)))].join(t("comma"));
}
