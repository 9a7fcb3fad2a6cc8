import { drop } from "../api/calls";
import type { Interest } from "../api/nouns";
import { date, number } from "../logic/format";
import { profile } from "../state/live";
import { language, userId } from "../state/prefs";
import { tried } from "../state/status";
import { t } from "../words";

/** What a wish that steers does, in words. */
export function does(interest: Interest): string {
  if (interest.explore) return t("steer.explore", { n: number(100 * interest.explore, language.value) });
  if (interest.where) return t("steer.where", { where: interest.where });
  if (interest.where === "") return t("steer.any");
  if (interest.polarity < 0) return t(interest.hardness === "never" ? "person.never" : "steer.less");
  return t(interest.hardness === "must" ? "person.must" : "steer.more");
}

/** What it does, and until when. */
function scope(interest: Interest): string {
  const ends = interest.expires_at
    ? t("person.until", { at: date(interest.expires_at, language.value) })
    : t(interest.horizon === "session" ? "steer.session" : "steer.lasting");
  return [does(interest), ...(interest.paused ? [t("person.paused")] : []), ends].join(" · ");
}

/** One wish that steers, with a button that takes it back; struck through where it no longer holds. */
export function Steer({ interest }: { interest: Interest }) {
  const here = profile.value?.interests.some((one) => one.interest_id === interest.interest_id) ?? true;
  return (
    <li class={here ? "steer" : "steer over"}>
      <span>
        <b>{interest.label}</b> <span class="muted small">{here ? scope(interest) : t("steer.over")}</span>
      </span>
      {here && (
        <button
          type="button"
          class="small"
          aria-label={`${t("steer.back")}: ${interest.label}`}
          onClick={() => void tried(drop(userId.value, interest.interest_id))}
        >
          {t("steer.back")}
        </button>
      )}
    </li>
  );
}

/** Whether a person set it; what they said of the same since may have given it another name and source. */
const byHand = (interest: Interest) =>
  interest.source === "declared" ||
  interest.evidence.some((one) => one.event_type === "interest" && !one.superseded);

/** Everything that steers this person's lists now: declared by hand or in conversation. */
export function Steering() {
  const found = profile.value?.interests.filter(byHand) ?? [];
  return (
    <section class="card" id="steering" aria-live="polite">
      <h2>{t("steer.title")}</h2>
      <p class="muted small">{t(found.length ? "steer.about" : "steer.none")}</p>
      <ul class="plain">
        {found.map((interest) => (
          <Steer key={interest.interest_id} interest={interest} />
        ))}
      </ul>
    </section>
  );
}
