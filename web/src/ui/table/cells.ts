import { formatNumber, UNKNOWN } from '@/lib/format/number';
import type { Cell, TableColumn } from '@/lib/api/types';

const NUMBER_TYPES = /int|float|double|decimal|number|numeric|real/i;
const DATE_TYPES = /date|time/i;

/** How one column is written. */
export interface ColumnStyle {
  name: string;
  numeric: boolean;
  format: (value: Cell) => string;
}

/**
 * Decide how each column reads: numbers right-aligned with separators, years and ids without.
 *
 * The declared type decides; where it says nothing, the values do.
 */
export function styleColumns(columns: TableColumn[], rows: Cell[][]): ColumnStyle[] {
  return columns.map(({ name, type }, index) => {
    const values = rows.map((row) => row[index] ?? null).filter((value) => value !== null);
    const numeric = values.length > 0 ? values.every(isNumber) : NUMBER_TYPES.test(type);
    return { name, numeric, format: formatter(name, type, numeric, values) };
  });
}

function formatter(name: string, type: string, numeric: boolean, values: Cell[]): (value: Cell) => string {
  if (numeric && isLabel(name, values)) return write(String);
  if (numeric) return write(aligned(values.map(Number)));
  if (DATE_TYPES.test(type)) return write(shortenMidnight);
  return write((value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)));
}

/** Numbers of one column show the same decimals, so that they line up; very small ones keep their digits instead. */
function aligned(values: number[]): (value: NonNullable<Cell>) => string {
  const largest = Math.max(0, ...values.map(Math.abs));
  const decimals = Math.min(largest >= 10 ? 2 : 4, Math.max(0, ...values.map(decimalsOf)));
  const tiny = values.some((value) => value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals);
  if (tiny) return (value) => formatNumber(Number(value));
  const fixed = new Intl.NumberFormat(undefined, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => fixed.format(Number(value));
}

function decimalsOf(value: number): number {
  return /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
}

function write(format: (value: NonNullable<Cell>) => string): (value: Cell) => string {
  return (value) => (value === null ? UNKNOWN : format(value));
}

/** Numbers that name something: a year 1970 is not one thousand nine hundred and seventy. */
function isLabel(name: string, values: Cell[]): boolean {
  if (!values.every((value) => Number.isInteger(value))) return false;
  const words = name.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => word === 'id' || word === 'zip' || word === 'code')) return true;
  return words.includes('year') && values.every((value) => Number(value) >= 1000 && Number(value) < 3000);
}

/** A timestamp at midnight means the day. */
function shortenMidnight(value: NonNullable<Cell>): string {
  return String(value)
    .replace(/T00:00:00(\.0+)?(Z|\+00:00)?$/, '')
    .replace('T', ' ');
}

function isNumber(value: Cell): boolean {
  return typeof value === 'number';
}
