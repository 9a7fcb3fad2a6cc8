import { useEffect, useRef } from "preact/hooks";
import { connected, open } from "../state/live";
import { people, userId } from "../state/prefs";
import { t } from "../words";

const fresh = () => `guest-${Math.random().toString(36).slice(2, 7)}`;

/** Picks or makes a person. */
export function UserBar() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current) field.current.value = userId.value;
  }, [userId.value]);
  const pick = (event: SubmitEvent) => {
    event.preventDefault();
    open(field.current?.value.trim() ?? "");
  };
  return (
    <form class="userbar" onSubmit={pick}>
      <label for="user">{t("user.label")}</label>
      <input
        id="user"
        ref={field}
        list="people"
        placeholder={t("user.pick")}
        autocomplete="off"
        spellcheck={false}
      />
      <datalist id="people">
        {people.value.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <button type="submit">{t("user.open")}</button>
      <button type="button" class="quiet" onClick={() => open(fresh())}>
        {t("user.new")}
      </button>
      {userId.value && (
        <span class={connected.value ? "pulse on" : "pulse"}>
          {t(connected.value ? "live.connected" : "live.waiting")}
        </span>
      )}
    </form>
  );
}
