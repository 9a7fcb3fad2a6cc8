import { useState } from "preact/hooks";
import { act, drop, edit } from "../api/calls";
import type { Evidence, Interest } from "../api/nouns";
import { date } from "../logic/format";
import { happened } from "../state/happened";
import { language, userId } from "../state/prefs";
import { tried } from "../state/status";
import { t } from "../words";
import { InterestForm } from "./InterestForm";
import { Meter } from "./Meter";
import { does } from "./Steering";

const EVIDENCE = 4;

function plain(interest: Interest): string {
  const level = Math.min(3, 1 + Math.floor(interest.strength * 3));
  const words = [
    t(`person.strength.${level}`),
    t(`person.span.${interest.horizon}`),
    t(`person.source.${interest.source}`),
  ];
  if (interest.hardness === "must") words.push(t("person.must"));
  if (interest.hardness === "never") words.push(t("person.never"));
  if (interest.explore || typeof interest.where === "string") words.push(does(interest));
  if (interest.pinned) words.push(t("person.pinned"));
  if (interest.paused) words.push(t("person.paused"));
  if (interest.expires_at) words.push(t("person.until", { at: date(interest.expires_at, language.value) }));
  return words.join(" · ");
}

function Proof({ one }: { one: Evidence }) {
  return (
    <li class={one.superseded ? "overruled" : ""}>
      {happened(one)} <span class="muted small">{date(one.timestamp, language.value)}</span>
      {one.superseded && <span class="muted small"> · {t("person.overruled")}</span>}
    </li>
  );
}

function Actions({ interest, onEdit }: { interest: Interest; onEdit: () => void }) {
  const id = interest.interest_id;
  const hand = (action: string) => void tried(act(userId.value, id, action));
  const named = (words: string) => `${words}: ${interest.label}`;
  const pin = interest.pinned ? "unpin" : "pin";
  const pause = interest.paused ? "resume" : "pause";
  return (
    <div class="deeds">
      {[pin, pause].map((action) => (
        <button
          key={action}
          type="button"
          class="small"
          aria-label={named(t(`person.${action}`))}
          onClick={() => hand(action)}
        >
          {t(`person.${action}`)}
        </button>
      ))}
      <button type="button" class="small" aria-label={named(t("person.edit"))} onClick={onEdit}>
        {t("person.edit")}
      </button>
      <button
        type="button"
        class="small no"
        aria-label={named(t("person.drop"))}
        onClick={() => void tried(drop(userId.value, id))}
      >
        {t("person.drop")}
      </button>
    </div>
  );
}

/** One interest in plain words, what it rests on, and the person's own hand on it. */
export function InterestCard({ interest, over = false }: { interest: Interest; over?: boolean }) {
  const [editing, setEditing] = useState(false);
  const save = async (change: Record<string, unknown>) => {
    if (await tried(edit(userId.value, interest.interest_id, change))) setEditing(false);
  };
  return (
    <article
      class={`card interest ${interest.polarity > 0 ? "wanted" : "refused"} ${over || interest.paused ? "faint" : ""}`}
    >
      <h3>
        <span class="muted">{t(interest.polarity > 0 ? "person.wants" : "person.refuses")}</span>{" "}
        {interest.label}
      </h3>
      <p class="muted small">{over ? t("person.over") : plain(interest)}</p>
      {!over && <Meter value={interest.strength} label={interest.label} />}
      <ul class="plain proofs small" aria-label={t("person.because")}>
        {interest.evidence.slice(0, EVIDENCE).map((one) => (
          <Proof key={`${one.event_id}${one.quote}${one.superseded}`} one={one} />
        ))}
      </ul>
      {!over && !editing && <Actions interest={interest} onEdit={() => setEditing(true)} />}
      {editing && <InterestForm interest={interest} onSave={save} onCancel={() => setEditing(false)} />}
    </article>
  );
}
