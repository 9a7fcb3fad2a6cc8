import { say } from "../state/live";
import { SpeakBox } from "./SpeakBox";

export function SayBox() {
  return (
    <SpeakBox
      id="say"
      label="say.label"
      placeholder="say.placeholder"
      go="say.go"
      onSay={async (text) => Boolean(await say(text))}
    />
  );
}
