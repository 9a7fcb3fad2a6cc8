import { allow, consent } from "../api/calls";
import { useAnswer } from "../state/asked";
import { profile } from "../state/live";
import { userId } from "../state/prefs";
import { tried } from "../state/status";
import { t } from "../words";

/** What a person lets language models use their words for: a switch for each purpose. */
export function Consents() {
  const user = userId.value;
  const [found, again] = useAnswer(
    () => consent(user).catch(() => null),
    [user, profile.value?.interest_version],
  );
  if (!found) return null;
  const turn = async (purpose: string, allowed: boolean) => {
    await tried(allow(user, { [purpose]: allowed }));
    again();
  };
  return (
    <section class="card" id="consent">
      <h2>{t("consent.title")}</h2>
      <p class="muted small">{t("consent.about")}</p>
      <ul class="plain switches-list">
        {Object.entries(found.allowed).map(([purpose, allowed]) => (
          <li key={purpose}>
            <label>
              <input
                type="checkbox"
                name={purpose}
                checked={allowed}
                onChange={(event) => void turn(purpose, event.currentTarget.checked)}
              />{" "}
              <b>{t(`purpose.${purpose}`)}</b> {t(`consent.for.${purpose}`)}
            </label>
            <span class="muted small">{t(purpose in found.said ? "consent.said" : "consent.assumed")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
