import type { Choice, Question } from "../api/nouns";
import { number } from "../logic/format";
import type { Turn as Noun } from "../logic/turns";
import { again, choose, going } from "../state/chat";
import { failures } from "../state/failures";
import { newest } from "../state/live";
import { language } from "../state/prefs";
import { t } from "../words";
import { Aspects, Clauses, ReadBy } from "./Reading";
import { Steer } from "./Steering";
import { TurnList } from "./TurnList";

/** What the person said, in the colours of how it was read; opened, the same in words. */
function Said({ turn }: { turn: Noun }) {
  const heard = turn.observed.filter((one) => one.event.text).map(newest);
  return (
    <div class="said">
      <span class="hidden">{t("chat.you")}</span>
      <blockquote>{heard[0] ? <Clauses found={heard[0]} /> : turn.said}</blockquote>
      {turn.asked.choice && <p class="muted small">{t("chat.chosen")}</p>}
      {heard.map((one) =>
        one.aspects.length ? (
          <details key={one.event.event_id} class="small">
            <summary>{t("reading.title")}</summary>
            <Aspects found={one} />
            <ReadBy found={one} />
          </details>
        ) : (
          turn.steered.length === 0 && (
            <p key={one.event.event_id} class="muted small">
              {t("reading.nothing")}
            </p>
          )
        ),
      )}
    </div>
  );
}

/** The chips go once one is pressed; who came to them by keyboard goes on at the box. */
function press(choice: Choice): void {
  choose(choice);
  document.getElementById("chat")?.focus({ preventScroll: true });
}

/** What is asked back, with an answer to press each; of an earlier turn only the words. */
function Asked({ question, open }: { question: Question; open: boolean }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row of chips in every browser
    <div class="question" role="group" aria-label={question.text}>
      <p>{question.text}</p>
      {open && (
        <div class="deeds">
          {question.choices.map((choice) => (
            <button key={choice.label} type="button" class="chip" onClick={() => press(choice)}>
              {choice.label}
            </button>
          ))}
        </div>
      )}
      {open && (
        <p class="muted small">
          {t("chat.gain", { n: number(100 * question.gain, language.value, question.gain < 0.1 ? 1 : 0) })}
        </p>
      )}
    </div>
  );
}

function Failed({ turn }: { turn: Noun }) {
  return (
    <p class="refused" role="alert">
      {t("chat.failed", { text: turn.trouble })}{" "}
      <button type="button" class="small" onClick={() => again(turn)}>
        {t("retry")}
      </button>
    </p>
  );
}

function Answered({ turn, last }: { turn: Noun; last: boolean }) {
  const lacking = turn.slate?.degraded ?? [];
  return (
    <div class="answered">
      <span class="hidden">{t("chat.they")}</span>
      {turn.text && <p class="lead">{turn.text}</p>}
      {turn.state === "going" && !turn.text && <p class="muted">{t("chat.thinking")}</p>}
      {lacking.length > 0 && <p class="note small">{t("degraded", { names: failures(lacking) })}</p>}
      {turn.steered.length > 0 && (
        <ul class="plain steered" aria-label={t("steer.now")}>
          {turn.steered.map((interest) => (
            <Steer key={interest.interest_id} interest={interest} />
          ))}
        </ul>
      )}
      {turn.slate && (
        <details class="then" open={last}>
          <summary class="small">
            {t(last ? "chat.list" : "chat.list.then", { n: turn.slate.items.length })}
          </summary>
          <TurnList slate={turn.slate} />
        </details>
      )}
      {turn.question && <Asked question={turn.question} open={last && !going()} />}
      {turn.state === "failed" && <Failed turn={turn} />}
      {turn.state === "stopped" && <p class="muted small">{t("chat.stopped")}</p>}
      {last && turn.wordedBy && <p class="muted small by">{t(`chat.by.${turn.wordedBy}`)}</p>}
    </div>
  );
}

export function Turn({ turn, last }: { turn: Noun; last: boolean }) {
  return (
    <li class="turn" data-state={turn.state} aria-busy={turn.state === "going"}>
      <Said turn={turn} />
      <Answered turn={turn} last={last} />
    </li>
  );
}
