import { declare, events, interests as interestsOf } from "../api/calls";
import { date } from "../logic/format";
import { Consents } from "../parts/Consents";
import { Erased } from "../parts/Erased";
import { InterestCard } from "../parts/InterestCard";
import { InterestForm } from "../parts/InterestForm";
import { TheirData } from "../parts/TheirData";
import { UserBar } from "../parts/UserBar";
import { useAnswer } from "../state/asked";
import { happened } from "../state/happened";
import { profile } from "../state/live";
import { language, userId } from "../state/prefs";
import { tried } from "../state/status";
import { t } from "../words";

function History() {
  const about = [userId.value, profile.value?.interest_version];
  const [found] = useAnswer(() => interestsOf(userId.value, true), about);
  const now = new Set(profile.value?.interests.map((interest) => interest.interest_id));
  const over = found?.interests.filter((interest) => !now.has(interest.interest_id)) ?? [];
  return (
    <section>
      <h2>{t("person.history")}</h2>
      {over.length === 0 && <p class="muted">{t("person.history.none")}</p>}
      <div class="cards">
        {over.map((interest) => (
          <InterestCard key={interest.interest_id} interest={interest} over />
        ))}
      </div>
    </section>
  );
}

function Events() {
  const [found] = useAnswer(() => events(userId.value), [userId.value, profile.value?.interest_version]);
  return (
    <section>
      <h2>{t("person.events")}</h2>
      {found?.events.length === 0 && <p class="muted">{t("person.events.none")}</p>}
      <ul class="plain log">
        {found?.events.map(({ event, read_by }) => (
          <li key={event.event_id}>
            <span class="muted small">{date(event.timestamp, language.value)}</span>
            <span>
              {happened({ ...event, quote: event.text })}
              {!event.text &&
                !event.item_id &&
                ` ${String(event.context.label ?? event.context.action ?? "")}`}
              {read_by && <span class="tag model">{t("reading.by.model", { name: read_by })}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Card() {
  const interests = profile.value?.interests ?? [];
  return (
    <>
      <h1>{t("person.title", { user: userId.value })}</h1>
      <p class="muted">{interests.length ? t("person.about") : t("person.empty")}</p>
      <div class="cards" id="interests">
        {interests.map((interest) => (
          <InterestCard key={interest.interest_id} interest={interest} />
        ))}
      </div>
      <div class="columns">
        <div class="wide">
          <History />
          <Events />
        </div>
        <div class="side">
          <section class="card">
            <h2>{t("person.add")}</h2>
            <InterestForm onSave={(made) => void tried(declare(userId.value, made))} />
          </section>
          <Consents />
          <TheirData />
        </div>
      </div>
    </>
  );
}

/** What an end user could be shown about themselves. */
export function Person() {
  return (
    <>
      <div class="bars">
        <UserBar />
      </div>
      <Erased />
      {userId.value ? (
        <Card />
      ) : (
        <div class="welcome">
          <h1 class="hidden">{t("nav.person")}</h1>
          <p class="lead">{t("user.none")}</p>
        </div>
      )}
    </>
  );
}
