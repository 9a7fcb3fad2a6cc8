import { profile } from "../state/live";
import { t } from "../words";
import { Meter } from "./Meter";

/** The interests as they are now, in words and lengths: what the picture above shows, for everyone. */
export function Strengths() {
  const found = profile.value?.interests ?? [];
  return (
    <ul class="strengths plain" id="strengths">
      {found.map((interest) => (
        <li key={interest.interest_id} class={interest.polarity > 0 ? "wanted" : "refused"}>
          <span class="what">{interest.label}</span>
          <span class="muted small">
            {t(
              interest.polarity > 0
                ? "stream.wanted"
                : interest.hardness === "never"
                  ? "person.never"
                  : "stream.refused",
            )}
            {interest.hardness === "must" && ` · ${t("person.must")}`} ·{" "}
            {t(`person.span.${interest.horizon}`)}
            {interest.paused && ` · ${t("person.paused")}`}
          </span>
          <Meter value={interest.strength} label={interest.label} />
        </li>
      ))}
    </ul>
  );
}
