import type { SlateItem } from "../api/nouns";
import type { Move } from "../logic/moves";
import { deeds } from "../state/deeds";
import { deed } from "../state/live";
import { to } from "../state/route";
import { t } from "../words";

function Badge({ move }: { move: Move | undefined }) {
  if (!move) return <span class="badge" />;
  const by = Math.abs((move.from ?? 0) - (move.to ?? 0));
  const words = t(`move.${move.kind}`, { n: by });
  if (move.kind === "new") return <span class="badge new">{words}</span>;
  return (
    <span class={`badge ${move.kind}`} title={words}>
      <span aria-hidden="true">
        {move.kind === "up" ? "▲" : "▼"} {by}
      </span>
      <span class="hidden">{words}</span>
    </span>
  );
}

/** One place of the list: what it is, why it stands here, and what one can do with it. */
export function ListRow({ item, move }: { item: SlateItem; move: Move | undefined }) {
  return (
    <li class="row" data-item={item.item_id}>
      <span class="rank">{item.rank}</span>
      <div class="body">
        <a class="title" href={to("catalogue", item.item_id)}>
          {item.title}
        </a>
        <Badge move={move} />
        <p class="reason">{item.reasons[0]?.text}</p>
        <div class="deeds">
          {deeds().map((type) => (
            <button
              key={type}
              type="button"
              class={type === "hide" ? "small no" : "small"}
              data-deed={type}
              aria-label={t("deed.on", { deed: t(`deed.${type}`), title: item.title })}
              onClick={() => void deed(type, item)}
            >
              {t(`deed.${type}`)}
            </button>
          ))}
        </div>
      </div>
    </li>
  );
}
