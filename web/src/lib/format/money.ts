import { UNKNOWN } from './number';

const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Write a decimal string of dollars as "$0.37"; costs under a cent as "<$0.01"; unknown as "–". */
export function formatUsd(amount: string | null | undefined): string {
  if (amount == null || amount === '') return UNKNOWN;
  const value = Number(amount);
  if (!Number.isFinite(value)) return UNKNOWN;
  return value > 0 && value < 0.01 ? '<$0.01' : cents.format(value);
}
