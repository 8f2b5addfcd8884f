import { UNKNOWN } from './number';

const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const whole = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const micro = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 });
const short = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumFractionDigits: 1,
});

type Amount = string | number | null | undefined;

/** Write a decimal string of dollars as "$0.37"; costs under a cent as "<$0.01"; unknown as "–". */
export function formatUsd(amount: Amount): string {
  return write(amount, (value) => (value > 0 && value < 0.01 ? '<$0.01' : cents.format(value)));
}

/** Write an amount with every digit it has, down to a micro-dollar: "$0.000213", "$1.20". */
export function formatUsdExactly(amount: Amount): string {
  return write(amount, (value) => micro.format(value));
}

/** Write the cost of one call, where most are fractions of a cent: "$0.0042", "$1.20". */
export function formatCallCost(amount: Amount): string {
  return write(amount, (value) => (Math.abs(value) < 0.1 && value !== 0 ? short.format(value) : cents.format(value)));
}

/** Write what is an estimate anyway, or a limit: "$612", "$9.40". */
export function formatUsdRoughly(amount: Amount): string {
  return write(amount, (value) => {
    if (Math.abs(value) < 0.01 && value !== 0) return micro.format(value);
    return Math.abs(value) >= 100 || Number.isInteger(value) ? whole.format(value) : cents.format(value);
  });
}

/** Write an amount beside an axis: "$18", "$1.2K", "$0.002". */
export function formatUsdAxis(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.1) return short.format(value);
  if (Math.abs(value) >= 1000) return compact.format(value);
  return Number.isInteger(value) ? whole.format(value) : cents.format(value);
}

/** Read an amount as a person types it: "$1,200.50", "25"; null when it is none, or has more than six decimals. */
export function readUsd(text: string): string | null {
  const plain = text.replaceAll(/[\s,$]/g, '');
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? plain : null;
}

function write(amount: Amount, format: (value: number) => string): string {
  if (amount == null || amount === '') return UNKNOWN;
  const value = Number(amount);
  return Number.isFinite(value) ? format(value) : UNKNOWN;
}
