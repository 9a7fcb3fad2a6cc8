import type { Interest } from "../api/nouns";
import { t } from "../words";

interface Props {
  interest?: Interest;
  onSave: (change: Record<string, unknown>) => void;
  onCancel?: () => void;
}

/** The fields of an interest that a person may set: a new one, or the given one. */
export function InterestForm({ interest, onSave, onCancel }: Props) {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const label = String(fields.get("label") ?? "").trim();
    if (!label) return;
    const change = {
      polarity: Number(fields.get("polarity")),
      strength: Number(fields.get("strength")) / 100,
    };
    onSave(label === interest?.label ? change : { label, ...change });
    if (!interest) form.reset();
  };
  return (
    <form class="fields" onSubmit={send}>
      <label>
        {t("person.label")}
        <input name="label" required defaultValue={interest?.label ?? ""} autocomplete="off" />
      </label>
      <label>
        {t("person.polarity")}
        <select name="polarity">
          <option value="1" selected={interest?.polarity !== -1}>
            {t("person.wants")}
          </option>
          <option value="-1" selected={interest?.polarity === -1}>
            {t("person.refuses")}
          </option>
        </select>
      </label>
      <label>
        {t("person.strength")}
        <input
          name="strength"
          type="range"
          min="5"
          max="100"
          defaultValue={String(Math.round(100 * (interest?.strength ?? 0.7)))}
        />
      </label>
      <div class="deeds">
        <button type="submit">{t("save")}</button>
        {onCancel && (
          <button type="button" class="quiet" onClick={onCancel}>
            {t("cancel")}
          </button>
        )}
      </div>
    </form>
  );
}
