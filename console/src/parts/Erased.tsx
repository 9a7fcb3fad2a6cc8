import { erased } from "../state/live";
import { t } from "../words";

/** What erasing removed. */
export function Erased() {
  const found = erased.value;
  if (!found) return null;
  const counts = Object.entries(found.removed).map(
    ([name, count]) => `${name.replaceAll("_", " ")} ${count}`,
  );
  return (
    <div class="card receipt" role="status" id="receipt">
      <b>{t("person.erased", { user: found.user_id })}</b>
      <p>{t("person.erased.text", { counts: counts.join(" · ") })}</p>
    </div>
  );
}
