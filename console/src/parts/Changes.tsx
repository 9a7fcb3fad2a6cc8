import { type Move, telling } from "../logic/moves";
import { causeOf, changed } from "../state/live";
import { t } from "../words";

/** So many moves of each kind are told. */
const SHOWN = 3;
/** Said of an item that moved while nothing of its own changed. */
const OTHERS: Partial<Record<Move["kind"], string>> = { up: "changes.cleared", down: "changes.overtaken" };
const SIGN = { new: "+", up: "↑", down: "↓", gone: "×" };

function Change({ move }: { move: Move }) {
  const others = OTHERS[move.kind];
  const why = move.why ?? (others && t(others));
  return (
    <li class={move.kind}>
      <span class={`sign ${move.kind}`} aria-hidden="true">
        {SIGN[move.kind]}
      </span>
      <div>
        <b>{move.title}</b>{" "}
        <span class="muted">{t(`changes.${move.kind}`, { from: move.from ?? "", to: move.to ?? "" })}</span>
        {why && <p class="why">{why}</p>}
      </div>
    </li>
  );
}

export function Changes() {
  const found = changed.value;
  const told = telling(found?.moves ?? [], SHOWN);
  const rest = (found?.moves.length ?? 0) - told.length;
  return (
    <section class="changes" aria-live="polite" id="changes">
      <h2>{t("changes.title")}</h2>
      {found === null && <p class="muted">{t("changes.first")}</p>}
      {found && <p class="cause">{causeOf(found.by)}</p>}
      {found?.moves.length === 0 && <p class="muted">{t("changes.none")}</p>}
      <ul class="plain">
        {told.map((move) => (
          <Change key={move.item_id} move={move} />
        ))}
      </ul>
      {rest > 0 && <p class="muted small">{t("changes.more", { n: rest })}</p>}
    </section>
  );
}
