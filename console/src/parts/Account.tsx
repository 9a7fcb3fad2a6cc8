import { useState } from "preact/hooks";
import { explain } from "../api/calls";
import type { Interest, Reason, SlateItem } from "../api/nouns";
import { family, shares } from "../logic/addends";
import { signed } from "../logic/format";
import { happened } from "../state/happened";
import { tried } from "../state/status";
import { t } from "../words";

interface Props {
  slateId: string;
  item: SlateItem;
  interests: Map<string, Interest>;
  low: number;
  high: number;
}

function Bar({ item, low, high }: Pick<Props, "item" | "low" | "high">) {
  return (
    <span class="bar" aria-hidden="true">
      <span class="zero" style={{ left: `${(100 * -low) / (high - low || 1)}%` }} />
      {shares(item.reasons, low, high).map((share) => (
        <span
          key={`${share.reason.kind}${share.reason.interest_id}${share.reason.event_id}${share.reason.text}`}
          class={`part ${share.family}`}
          style={{ left: `${100 * share.from}%`, width: `${100 * share.length}%` }}
          title={`${signed(share.reason.contribution)} ${share.reason.text}`}
        />
      ))}
    </span>
  );
}

function Addend({ reason, interest }: { reason: Reason; interest: Interest | undefined }) {
  const evidence = interest?.evidence.filter((one) => !one.superseded).slice(0, 3) ?? [];
  return (
    <li>
      <span class={`swatch ${family(reason)}`} />
      <span class="figure">{signed(reason.contribution)}</span>
      <span>
        {reason.text}
        {evidence.length > 0 && (
          <span class="muted small block">
            {t("why.evidence")}: {evidence.map((one) => `${happened(one)} ${signed(one.weight)}`).join(" · ")}
          </span>
        )}
      </span>
    </li>
  );
}

/** One item's score as a bar of its addends; opened, every addend in words with the evidence behind it. */
export function Account({ slateId, item, interests, low, high }: Props) {
  const [whole, setWhole] = useState<Reason[]>();
  const look = async (event: Event) => {
    if (!(event.currentTarget as HTMLDetailsElement).open || whole) return;
    const found = await tried(explain(slateId, { item_id: item.item_id }));
    setWhole(found?.item?.reasons ?? item.reasons);
  };
  return (
    <details class="account" onToggle={look}>
      <summary>
        <span class="rank">{item.rank}</span>
        <span class="title">{item.title}</span>
        <Bar item={item} low={low} high={high} />
        <span class="figure">{item.score.toFixed(2)}</span>
      </summary>
      <ul class="addends plain">
        {(whole ?? item.reasons).map((reason) => (
          <Addend
            key={`${reason.kind}${reason.interest_id}${reason.event_id}${reason.text}`}
            reason={reason}
            interest={interests.get(reason.interest_id ?? "")}
          />
        ))}
      </ul>
    </details>
  );
}
