import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { clock } from "../logic/format";
import { type Band, bands, type Moment } from "../logic/trail";
import { causeOf, trail } from "../state/live";
import { language, theme } from "../state/prefs";
import { t } from "../words";
import { Strengths } from "./Strengths";

const HEIGHT = 250;
const LABELS = 132;
const SMALLEST = 0.04;
/** How much of the colour each next band keeps. */
const TINTS = [0.82, 0.6, 0.42, 0.7, 0.5, 0.34];

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** A colour mixed with the page's surface: opaque, since bands lie upon one another. */
function tint(band: Band, place: number): string {
  const share = TINTS[place % TINTS.length] ?? 0.5;
  const under = channels(colour("--surface"));
  const over = channels(colour(band.polarity > 0 ? "--accent" : "--refuse"));
  return `rgb(${over.map((value, at) => Math.round(value * share + (under[at] ?? 0) * (1 - share))).join(" ")})`;
}

/** Names at the right end of the bands, those of the newest moment; bands too thin for a name have it in the list below. */
function names(stack: Band[]) {
  return (plot: uPlot) => {
    const { ctx } = plot;
    const ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.font = `${12 * ratio}px system-ui, "Noto Sans CJK SC", "PingFang SC", sans-serif`;
    ctx.fillStyle = colour("--ink");
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    let last = Number.POSITIVE_INFINITY;
    const ends = stack
      .filter((band) => (band.values.at(-1) ?? 0) > SMALLEST)
      .map((band) => ({
        band,
        middle: (band.edges.at(-1) ?? 0) - (band.polarity * (band.values.at(-1) ?? 0)) / 2,
      }))
      .sort((a, b) => a.middle - b.middle);
    for (const { band, middle } of ends) {
      const y = plot.valToPos(middle, "y", true);
      if (last - y < 14 * ratio) continue;
      last = y;
      const label = [...band.label].length > 15 ? `${[...band.label].slice(0, 14).join("")}…` : band.label;
      ctx.fillText(label, plot.bbox.left + plot.bbox.width + 8 * ratio, y);
    }
    ctx.restore();
  };
}

/** Says what happened at the moment pointed at; nothing where none is. */
type Caption = (point: Moment | undefined) => void;

function options(points: readonly Moment[], stack: Band[], width: number, caption: Caption): uPlot.Options {
  const wanted = stack.filter((band) => band.polarity > 0);
  const refused = stack.filter((band) => band.polarity < 0);
  const order = [...[...wanted].reverse(), ...[...refused].reverse()];
  const top = Math.max(1, ...stack.flatMap((band) => band.edges));
  const low = Math.min(-0.35, ...stack.flatMap((band) => band.edges));
  const smooth = uPlot.paths.spline?.();
  return {
    width,
    height: HEIGHT,
    padding: [8, LABELS, 0, 24],
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: false, y: false }, y: false },
    scales: {
      x: { time: false, range: [0, Math.max(points.length - 1, 1)] },
      y: { range: [low * 1.05, top * 1.05] },
    },
    axes: [
      {
        stroke: colour("--muted"),
        grid: { show: false },
        ticks: { show: false },
        size: 26,
        font: "11px system-ui, sans-serif",
        space: 64,
        incrs: [1, 2, 5, 10, 20],
        values: (_, splits) => splits.map((split) => clock(points[split]?.at ?? 0, language.value)),
      },
      { show: false },
    ],
    series: [
      {},
      ...order.map((band) => ({
        stroke: colour("--surface"),
        width: 1.5,
        fill: tint(band, (band.polarity > 0 ? wanted : refused).indexOf(band)),
        fillTo: 0,
        paths: smooth,
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [zero, names(stack)],
      setCursor: [(plot) => caption(points[plot.cursor.idx ?? -1])],
    },
  };
}

function zero(plot: uPlot): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(0, "y", true);
  ctx.save();
  ctx.strokeStyle = colour("--ink");
  ctx.lineWidth = devicePixelRatio || 1;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** One moment alone would be a line of no width: it is drawn as a level stretch. */
const stretched = (points: readonly Moment[]) =>
  points.length === 1 && points[0] ? [points[0], points[0]] : points;

/** Outer bands are drawn first and reach to zero, so that inner ones lie upon them, opaque, and only the difference shows. */
export function Stream() {
  const frame = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<Moment>();
  const points = trail.value;
  const empty = points.every((point) => point.strengths.length === 0);
  useEffect(() => {
    const home = frame.current;
    if (!home || empty) return undefined;
    const drawn = stretched(points);
    const stack = bands(drawn);
    const draw = () => {
      home.replaceChildren();
      const made = options(drawn, stack, home.clientWidth, (point) => setPointed(point));
      const wanted = stack.filter((band) => band.polarity > 0).reverse();
      const refused = stack.filter((band) => band.polarity < 0).reverse();
      const data: uPlot.AlignedData = [
        drawn.map((_, place) => place),
        ...[...wanted, ...refused].map((b) => b.edges),
      ];
      new uPlot(made, data, home);
    };
    draw();
    const watch = new ResizeObserver(draw);
    watch.observe(home);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      watch.disconnect();
      scheme.removeEventListener("change", draw);
    };
  }, [points, theme.value, language.value, empty]);
  return (
    <section class="stream" data-moments={points.length}>
      <h2>{t("stream.title")}</h2>
      {empty ? (
        <p class="empty">{t("stream.empty")}</p>
      ) : (
        <>
          <div class="river" ref={frame} role="img" aria-label={t("stream.aria")} />
          <p class="muted small caption">
            {pointed ? (
              `${clock(pointed.at, language.value)} · ${causeOf(pointed.by)}`
            ) : (
              <>
                <span class="swatch wanted" /> {t("stream.wanted")} <span class="swatch refused" />{" "}
                {t("stream.refused")} · {t("stream.thickness")}
              </>
            )}
          </p>
          <Strengths />
        </>
      )}
    </section>
  );
}
