import { computed, signal } from "@preact/signals";

export const PAGES = ["live", "chat", "why", "person", "catalogue", "system"] as const;
export type Page = (typeof PAGES)[number];

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

const parts = computed(() => {
  const [path = "", search = ""] = hash.value.replace(/^#\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/");
  return { page, id: rest.map(decoded).join("/"), search };
});

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const page = computed<Page>(() => PAGES.find((name) => name === parts.value.page) ?? "live");
/** What follows the page's name: an item's id on the catalogue's page. */
export const shownId = computed(() => parts.value.id);
/** Whether the address asks for the story to be played: `#/live?play`. */
export const asksToPlay = computed(() => new URLSearchParams(parts.value.search).has("play"));

export const to = (name: Page, id = "") => `#/${name}${id ? `/${encodeURIComponent(id)}` : ""}`;
export const go = (name: Page, id = "") => {
  location.hash = to(name, id);
};
