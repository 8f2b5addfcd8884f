import { readUsd } from '@/lib/format/money';

import type { PriceWrite } from './api';

/** A price as a person fills it in: dollars per million tokens. */
export type PriceFields = Record<'input' | 'cached' | 'written' | 'output', string>;

/** The four prices, in the order they are asked for. */
export const PRICE_FIELDS: { name: keyof PriceFields; label: string; wire: keyof PriceWrite; isOptional: boolean }[] = [
  { name: 'input', label: 'Input', wire: 'input_usd', isOptional: false },
  { name: 'output', label: 'Output', wire: 'output_usd', isOptional: false },
  { name: 'cached', label: 'Input from cache', wire: 'cached_input_usd', isOptional: true },
  { name: 'written', label: 'Written to cache', wire: 'cache_write_usd', isOptional: true },
];

/** Fields that hold what a model costs now; empty without. */
export function startingWith(present: PriceFields | undefined): PriceFields {
  const short = (amount: string) => (amount === '' ? '' : String(Number(amount)));
  if (!present) return { input: '', cached: '', written: '', output: '' };
  const { input, cached, written, output } = present;
  return { input: short(input), cached: short(cached), written: short(written), output: short(output) };
}

/** Say what is wrong, by field. */
export function problemsIn(prices: PriceFields): Partial<PriceFields> {
  const wrong = PRICE_FIELDS.filter(({ name, isOptional }) => {
    const text = prices[name].trim();
    return text === '' ? !isOptional : readUsd(text) === null;
  });
  return Object.fromEntries(wrong.map(({ name }) => [name, 'An amount such as 0.15; 0 is free.']));
}

/** What is sent; empty is as input. */
export function priceOf({ input, cached, written, output }: PriceFields): PriceWrite {
  return {
    input_usd: readUsd(input) ?? '',
    output_usd: readUsd(output) ?? '',
    cached_input_usd: readUsd(cached),
    cache_write_usd: readUsd(written),
  };
}
