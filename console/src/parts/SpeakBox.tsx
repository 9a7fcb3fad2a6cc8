import { useRef } from "preact/hooks";
import { t } from "../words";

interface Props {
  id: string;
  label: string;
  placeholder: string;
  go: string;
  /** Says it; false gives the words back into the box. */
  onSay: (text: string) => Promise<boolean> | boolean;
  rows?: number;
}

/** A box for a sentence: Enter says it, with Shift it begins a new line. */
export function SpeakBox({ id, label, placeholder, go, onSay, rows = 2 }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    const box = field.current;
    const text = box?.value.trim();
    if (!box || !text) return;
    box.value = "";
    if (!(await onSay(text)) && !box.value) box.value = text;
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
      <label for={id}>{t(label)}</label>
      <div class="saying">
        <textarea id={id} ref={field} rows={rows} placeholder={t(placeholder)} onKeyDown={typed} />
        <button type="submit" class="main">
          {t(go)}
        </button>
      </div>
    </form>
  );
}
