import { useEffect } from "preact/hooks";
import { asksToPlay } from "../state/route";
import { answer, done, name, play, playing, restart, step, steps } from "../state/story";
import { t } from "../words";

function Buttons() {
  const over = done.value >= steps.value.length;
  const toggle = () => {
    if (playing.value) playing.value = false;
    else void play();
  };
  return (
    <span class="buttons">
      {!over && (
        <button type="button" onClick={toggle} id="story-play">
          {t(playing.value ? "story.pause" : "story.play")}
        </button>
      )}
      {!over && !playing.value && (
        <button type="button" class="quiet" onClick={() => void step()} id="story-step">
          {t("story.step")}
        </button>
      )}
      {done.value > 0 && (
        <button type="button" class="quiet" onClick={restart}>
          {t("story.again")}
        </button>
      )}
    </span>
  );
}

/** Plays the scenario's recorded story; each step's note says what to look at. */
export function StoryBar() {
  const all = steps.value.length;
  useEffect(() => {
    if (asksToPlay.value && all && done.peek() === 0) void play();
  }, [all]);
  if (!all) return null;
  const last = steps.value[done.value - 1];
  return (
    <section class="story" aria-label={t("story.title", { name: name.value })}>
      <b>{t("story.title", { name: name.value })}</b>
      <Buttons />
      <p aria-live="polite">
        {last ? (
          <>
            <span class="muted">{t("story.at", { n: done.value, all })}</span> {last.note} {answer.value}
          </>
        ) : (
          <span class="muted">{t("story.about", { all })}</span>
        )}
      </p>
    </section>
  );
}
