import { name } from "./story";

/** What people do with an item, by scenario; the last is a refusal. */
const DEEDS: Record<string, string[]> = {
  shop: ["view", "like", "add_to_cart", "purchase", "hide"],
  media: ["view", "save", "play", "complete", "hide"],
  education: ["view", "save", "enroll", "complete", "hide"],
  social: ["view", "like", "share", "follow", "hide"],
};

export const deeds = () => DEEDS[name.value] ?? ["view", "like", "save", "hide"];
