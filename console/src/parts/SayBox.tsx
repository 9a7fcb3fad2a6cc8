import { useRef } from "preact/hooks";
import { say } from "../state/live";
import { t } from "../words";

export function SayBox() {
  const field = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    const box = field.current;
    const text = box?.value.trim();
    if (!box || !text) return;
    box.value = "";
    if (!(await say(text)) && !box.value) box.value = text;
  };
  const typed = (event: KeyboardEvent) => {
    // While Chinese is being composed, Enter takes a candidate.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      class="say"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for="say">{t("say.label")}</label>
      <div class="saying">
        <textarea id="say" ref={field} rows={2} placeholder={t("say.placeholder")} onKeyDown={typed} />
        <button type="submit" class="main">
          {t("say.go")}
        </button>
      </div>
    </form>
  );
}
