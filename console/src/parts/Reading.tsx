import type { Aspect, Observed } from "../api/nouns";
import { pieces } from "../logic/clauses";
import { said } from "../state/live";
import { t } from "../words";

function Reading1({ aspect }: { aspect: Aspect }) {
  return (
    <li>
      <span class={`tag ${aspect.polarity}`}>{t(`polarity.${aspect.polarity}`)}</span> <b>{aspect.about}</b>{" "}
      <span class="muted">
        {t(`hardness.${aspect.hardness}`)} · {t(`horizon.${aspect.horizon}`)}
      </span>
    </li>
  );
}

const hover = (aspect: Aspect) =>
  `${t(`polarity.${aspect.polarity}`)}: ${aspect.about} (${t(`hardness.${aspect.hardness}`)}, ${t(`horizon.${aspect.horizon}`)})`;

/** A sentence, each clause in the colour of what it says. */
export function Clauses({ found }: { found: Observed }) {
  return pieces(found.event.text ?? "", found.aspects).map((piece, place) =>
    piece.aspects[0] ? (
      <mark key={place} class={piece.aspects[0].polarity} title={piece.aspects.map(hover).join("\n")}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}

/** How a sentence was read, in words. */
export function Aspects({ found }: { found: Observed }) {
  return (
    <ul class="plain">
      {found.aspects.map((aspect) => (
        <Reading1 key={`${aspect.start}${aspect.about}${aspect.polarity}`} aspect={aspect} />
      ))}
    </ul>
  );
}

/** Who read it: the rules at once, or a language model since. */
export function ReadBy({ found }: { found: Observed }) {
  return (
    <p class={`small read-by ${found.read_by ? "model" : ""}`}>
      {found.read_by ? t("reading.by.model", { name: found.read_by }) : t("reading.by.rules")}
    </p>
  );
}

/** The last sentence, in colours and in words. */
export function Reading() {
  const found = said.value;
  if (!found?.event.text) return null;
  return (
    <section class="reading" aria-live="polite">
      <h2>{t("reading.title")}</h2>
      <blockquote>
        <Clauses found={found} />
      </blockquote>
      {found.aspects.length === 0 && <p class="muted">{t("reading.nothing")}</p>}
      <Aspects found={found} />
      <ReadBy found={found} />
    </section>
  );
}
