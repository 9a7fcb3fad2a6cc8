import { useLayoutEffect, useRef } from "preact/hooks";
import { changed, shown, slate } from "../state/live";
import { to } from "../state/route";
import { t } from "../words";
import { ListRow } from "./ListRow";

const GLIDE = 420;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Where each row stood before; rows glide from there to where they are now. */
function useGlide(version: string | undefined) {
  const frame = useRef<HTMLOListElement>(null);
  const tops = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const rows = [...(frame.current?.children ?? [])] as HTMLElement[];
    const now = new Map(rows.map((row) => [row.dataset.item ?? "", row.offsetTop]));
    if (!still() && tops.current.size) {
      for (const row of rows) {
        const was = tops.current.get(row.dataset.item ?? "");
        const by = was === undefined ? 0 : was - row.offsetTop;
        const from = was === undefined ? { opacity: 0 } : { transform: `translateY(${by}px)` };
        if (was === undefined || by) {
          row.animate([from, {}], { duration: GLIDE, easing: "cubic-bezier(.2,.7,.2,1)" });
        }
      }
    }
    tops.current = now;
  }, [version]);
  return frame;
}

export function List() {
  const found = slate.value;
  const frame = useGlide(found?.slate_id);
  const kinds = new Map(changed.value?.moves.map((move) => [move.item_id, move]));
  return (
    <section class="list card" data-lists={shown.value}>
      <div class="heading">
        <h2>
          {t("list.title")} {found && <span class="muted">{t("list.for", { user: found.user_id })}</span>}
        </h2>
        {found && <a href={to("why")}>{t("list.why")}</a>}
      </div>
      {found === null && <p class="empty">{t("loading")}</p>}
      {found?.items.length === 0 && <p class="empty">{t("list.empty")}</p>}
      {found?.notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
      <ol class="rows plain" ref={frame} id="list">
        {found?.items.map((item) => (
          <ListRow key={item.item_id} item={item} move={kinds.get(item.item_id)} />
        ))}
      </ol>
    </section>
  );
}
