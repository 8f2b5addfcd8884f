const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const upToSix = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });

/** Unknown is "–", never 0. */
export const UNKNOWN = '–';

/** Write a count by the reader's locale: "1 284". */
export function formatCount(value: number | null | undefined): string {
  return value == null ? UNKNOWN : whole.format(value);
}

/** Write a share of 100 as "42 %"; never "100 %" before it is reached. */
export function formatPercent(percent: number): string {
  const clamped = Math.min(100, Math.max(0, percent));
  return `${clamped < 100 ? Math.floor(clamped) : 100} %`;
}

/** Write a measured value with at most six significant digits; whole numbers keep all of theirs. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  return Number.isInteger(value) ? whole.format(value) : upToSix.format(value);
}

/** Write a size in bytes the way files are listed: "412 kB", "3.4 MB". */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 99.95 ? 0 : 1)} ${units[unit] ?? 'B'}`;
}

/** Write a large count shortly: "1.3M"; below ten thousand every digit counts. */
export function formatCompact(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  return Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value);
}

/** Write a share of 1 as "63.4 %", whole from ten percent on when `isRough`; unknown as "–". */
export function formatShare(share: number | null, isRough = false): string {
  if (share === null || !Number.isFinite(share)) return UNKNOWN;
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent.toFixed(isRough && percent >= 10 ? 0 : 1).replace(/\.0$/, '')} %`;
}

/** Name a number of things: "1 call", "1 284 calls". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
