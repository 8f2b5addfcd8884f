import { formatCallCost } from '@/lib/format/money';
import { countOf, formatShare, UNKNOWN } from '@/lib/format/number';
import { formatMs } from '@/lib/format/time';

import type { Statistics } from './api';

const FEW_RUNS = 20; // A rate from fewer says little.

/** A figure for people, with what it rests on. */
export interface Figure {
  label: string;
  value: string;
  note: string;
  /** It rests on too little to be trusted. */
  isThin: boolean;
}

/** The figures of a tool or agent: each says how many uses it rests on; none is shown as if it were 0. */
export function figuresOf(statistics: Statistics, unit: string): Figure[] {
  const { n, days, success_share: share, confidence, p50_ms: p50, p95_ms: p95, feedback } = statistics;
  const base = `of ${countOf(n, unit)}`;
  const isThin = n < FEW_RUNS;
  return [
    {
      label: 'Success',
      value: formatShare(share, true),
      note: n === 0 ? `No ${unit}s in ${days} days` : `${base}${isThin ? ', few' : ''}`,
      isThin,
    },
    {
      label: 'Time',
      value: formatMs(p50),
      note: p95 === null ? UNKNOWN : `median; 95 % within ${formatMs(p95)}`,
      isThin,
    },
    {
      label: 'Cost',
      value: formatCallCost(statistics.cost_usd_mean),
      note: n === 0 ? UNKNOWN : `each; ${formatCallCost(statistics.cost_usd_total)} in ${days} days`,
      isThin,
    },
    {
      label: 'Confidence',
      value: formatShare(confidence, true),
      note: feedback.n > 0 ? `${feedback.up} up, ${feedback.down} down` : 'at least this often right',
      isThin,
    },
  ];
}

/** The same in one line, for a list: "94 % of 212 calls, 1.2 s". */
export function figureLine({ n, success_share: share, p50_ms: p50 }: Statistics, unit: string): string {
  if (n === 0) return `No ${unit}s yet`;
  const few = n < FEW_RUNS ? ` (few ${unit}s)` : '';
  return `${formatShare(share, true)} of ${countOf(n, unit)}${few}, ${formatMs(p50)}`;
}
