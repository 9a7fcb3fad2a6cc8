import { t } from "../words";
import { titleOf } from "./titles";

/** What was said, in quotes, or what was done to which item. */
export function happened(one: { event_type: string; item_id: string | null; quote: string | null }): string {
  if (one.quote) return t("quoted", { text: one.quote });
  const deed = t(`deed.${one.event_type}`);
  return one.item_id ? t("cause.did", { deed, title: titleOf(one.item_id) }) : deed;
}
