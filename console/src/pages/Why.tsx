import { explain } from "../api/calls";
import type { Slate } from "../api/nouns";
import { reach } from "../logic/addends";
import { date } from "../logic/format";
import { Account } from "../parts/Account";
import { UserBar } from "../parts/UserBar";
import { WhyNot } from "../parts/WhyNot";
import { Without } from "../parts/Without";
import { Worded } from "../parts/Worded";
import { useAnswer } from "../state/asked";
import { slate } from "../state/live";
import { language } from "../state/prefs";
import { t } from "../words";

const FAMILIES = ["words", "deeds", "ideas", "crowd", "less"] as const;

function Legend() {
  return (
    <p class="legend small">
      {FAMILIES.map((name) => (
        <span key={name}>
          <span class={`swatch ${name}`} /> {t(`family.${name}`)}
        </span>
      ))}
    </p>
  );
}

function Apart({ found }: { found: Slate }) {
  const [told] = useAnswer(() => explain(found.slate_id, {}), [found.slate_id]);
  const interests = told?.interests ?? [];
  const reaches = found.items.map((item) => reach(item.reasons));
  const low = Math.min(0, ...reaches.map(([least]) => least));
  const high = Math.max(0.001, ...reaches.map(([, most]) => most));
  const byId = new Map(interests.map((interest) => [interest.interest_id, interest]));
  return (
    <>
      <p class="muted">{t("why.made", { id: found.slate_id, at: date(found.as_of, language.value) })}</p>
      {told && <p class="lead">{told.text}</p>}
      <div class="columns">
        <section class="card wide">
          <h2>{t("why.addends")}</h2>
          <p class="muted small">{t("why.addends.about")}</p>
          <Legend />
          {found.items.map((item) => (
            <Account
              key={item.item_id}
              slateId={found.slate_id}
              item={item}
              interests={byId}
              low={low}
              high={high}
            />
          ))}
        </section>
        <div class="side">
          <Without slate={found} interests={interests} />
          <WhyNot slateId={found.slate_id} />
          <Worded slate={found} />
        </div>
      </div>
    </>
  );
}

/** The list that Live shows, taken apart. */
export function Why() {
  const found = slate.value;
  return (
    <>
      <div class="bars">
        <UserBar />
      </div>
      <h1>{t("why.title")}</h1>
      {found ? (
        <Apart key={found.slate_id} found={found} />
      ) : (
        <div class="welcome">
          <p class="lead">{t("why.none")}</p>
          <p class="muted">{t("why.none.more")}</p>
        </div>
      )}
    </>
  );
}
