import type { Aspect } from "../api/nouns";
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

/** The last sentence, each clause in the colour of what it says; below, the same in words. */
export function Reading() {
  const found = said.value;
  if (!found?.event.text) return null;
  return (
    <section class="reading" aria-live="polite">
      <h2>{t("reading.title")}</h2>
      <blockquote>
        {pieces(found.event.text, found.aspects).map((piece, place) =>
          piece.aspects[0] ? (
            <mark key={place} class={piece.aspects[0].polarity} title={piece.aspects.map(hover).join("\n")}>
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </blockquote>
      {found.aspects.length === 0 && <p class="muted">{t("reading.nothing")}</p>}
      <ul class="plain">
        {found.aspects.map((aspect) => (
          <Reading1 key={`${aspect.start}${aspect.about}${aspect.polarity}`} aspect={aspect} />
        ))}
      </ul>
    </section>
  );
}
