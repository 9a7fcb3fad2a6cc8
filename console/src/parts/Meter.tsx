/** A length from 0 to 1. */
export function Meter({ value, label }: { value: number; label: string }) {
  const percent = Math.round(value * 100);
  // A real <meter> cannot be given the same colours in every browser.
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <span
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span style={{ width: `${percent}%` }} />
    </span>
  );
}
