/** What axes and grid of every drawn chart look like: see "Charts" in the design language. */

export const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 };

export const AXIS = {
  axisLine: false,
  tickLine: false,
  tickMargin: 8,
  tick: { fill: 'var(--muted)', fontSize: 12 },
} as const;

export const GRID = {
  vertical: false,
  stroke: 'var(--line-strong)',
  strokeDasharray: '4 4',
  strokeOpacity: 0.7,
} as const;

export const CURSOR = { stroke: 'var(--line-strong)', strokeWidth: 1, fill: 'var(--hover)', fillOpacity: 0.6 } as const;
