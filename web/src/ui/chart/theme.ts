import type { Config } from 'vega-lite';

/** Read the design's colours for the scheme in force. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * The configuration that makes any Vega-Lite chart look like ours: see "Charts" in the design language.
 *
 * Args:
 *   barWidthPx: thickness of bars, or null to let them share the width.
 */
export function chartConfig(barWidthPx: number | null): Config {
  const [text, muted, line, panel] = [token('--text'), token('--muted'), token('--line-strong'), token('--panel')];
  const series = [1, 2, 3, 4, 5, 6].map((index) => token(`--series-${index}`));
  const accent = series[0];
  const label = {
    labelColor: muted,
    labelFontSize: 12,
    titleColor: muted,
    titleFontSize: 12,
    titleFontWeight: 400,
  } as const;
  return {
    background: 'transparent',
    font: 'Inter Variable, system-ui, sans-serif',
    view: { stroke: null },
    range: { category: series, ramp: [panel, accent], heatmap: [token('--accent-tint'), accent] } as Config['range'],
    mark: { color: accent, tooltip: true },
    bar: { cornerRadiusEnd: 3, discreteBandSize: barWidthPx ?? { band: 0.7 } },
    line: { strokeWidth: 1.5, strokeCap: 'round' },
    area: { fillOpacity: 0.16, line: { strokeWidth: 1.5 } },
    point: { filled: true, size: 36, opacity: 0.75 },
    rule: { color: muted },
    text: { color: text },
    arc: { stroke: panel, strokeWidth: 1 },
    axis: { ...label, domain: false, ticks: false, grid: false, labelPadding: 8, titlePadding: 10 },
    axisQuantitative: { tickCount: 5 },
    axisYQuantitative: { grid: true, gridColor: line, gridDash: [4, 4], gridOpacity: 0.7 },
    axisX: { labelFlush: true },
    legend: {
      ...label,
      labelColor: text,
      orient: 'bottom',
      direction: 'horizontal',
      symbolType: 'circle',
      symbolSize: 80,
    },
    header: { ...label },
    title: { color: text, fontSize: 14, fontWeight: 600, anchor: 'start' },
  };
}
