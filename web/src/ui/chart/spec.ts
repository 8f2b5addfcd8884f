import type { Cell, TableColumn } from '@/lib/api/types';

export type Spec = Record<string, unknown>;

const BAR_PX = 18;

export interface ChartTable {
  columns: TableColumn[];
  rows: Cell[][];
}

/**
 * Prepare a specification for the page: its own title, look and fixed width give way to the frame around it.
 *
 * Composed charts (layers aside) keep their sizes, for a width would mean each of their parts.
 */
export function forPage(spec: Spec): Spec {
  const kept = Object.fromEntries(
    Object.entries(spec).filter(([key]) => !['title', 'config', 'background'].includes(key)),
  );
  if (isComposed(spec)) return kept;
  return { ...kept, width: 'container', height: heightOf(spec), autosize: { type: 'fit-x', contains: 'padding' } };
}

/**
 * Choose how thick bars are: 18 px where the names leave room for that, else a share of the width (null).
 *
 * Bars side by side within one name always share.
 */
export function barWidth(spec: Spec, widthPx: number): number | null {
  const encoding = isRecord(spec.encoding) ? spec.encoding : {};
  if ('xOffset' in encoding || 'yOffset' in encoding) return null;
  if (isDiscrete(encoding.y)) return BAR_PX;
  if (!isDiscrete(encoding.x)) return null;
  const field = (encoding.x as Spec).field;
  const names = new Set(valuesOf(spec)?.map((value) => value[String(field)]));
  return names.size * BAR_PX * 1.5 < widthPx ? BAR_PX : null;
}

/** A chart of steps (one bar per name) sets its own height; any other is 280 px high. */
function heightOf(spec: Spec): unknown {
  const height = spec.height;
  if (isRecord(height)) return height;
  return typeof height === 'number'
    ? Math.min(Math.max(height, 200), 440)
    : hasNamesDownTheSide(spec)
      ? { step: 26 }
      : 280;
}

function hasNamesDownTheSide(spec: Spec): boolean {
  return isRecord(spec.encoding) && isDiscrete(spec.encoding.y);
}

function isDiscrete(channel: unknown): boolean {
  return isRecord(channel) && (channel.type === 'nominal' || channel.type === 'ordinal');
}

function isComposed(spec: Spec): boolean {
  return (
    ['concat', 'hconcat', 'vconcat', 'facet', 'repeat'].some((key) => Object.hasOwn(spec, key)) || hasFacetChannel(spec)
  );
}

function hasFacetChannel(spec: Spec): boolean {
  const encoding = isRecord(spec.encoding) ? spec.encoding : {};
  return ['row', 'column', 'facet'].some((channel) => Object.hasOwn(encoding, channel));
}

/** The data a chart draws, as a table; null when the specification carries none inside. */
export function tableOf(spec: Spec): ChartTable | null {
  const values = valuesOf(spec);
  const first = values?.[0];
  if (!values || !first) return null;
  const names = Object.keys(first);
  return {
    columns: names.map((name) => ({ name, type: typeof first[name] === 'number' ? 'number' : 'string' })),
    rows: values.map((value) => names.map((name) => asCell(value[name]))),
  };
}

function valuesOf(spec: Spec): Spec[] | null {
  const named = isRecord(spec.data) && typeof spec.data.name === 'string' ? spec.data.name : null;
  const inline = isRecord(spec.data) ? spec.data.values : null;
  const shared = named && isRecord(spec.datasets) ? spec.datasets[named] : null;
  const values = Array.isArray(inline) ? inline : shared;
  return Array.isArray(values) ? values.filter(isRecord) : null;
}

function asCell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? value
    : JSON.stringify(value);
}

function isRecord(value: unknown): value is Spec {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
