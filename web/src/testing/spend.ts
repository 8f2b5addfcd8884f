import type { Spend, SpendGroup, Sums } from '@/lib/api/spend';

/** Sums of no calls, but for what is said. */
export function makeSums(part: Partial<Sums> = {}): Sums {
  return {
    cost_usd: '0.000000',
    saved_usd: '0.000000',
    calls: 0,
    failed_calls: 0,
    estimated_share: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    ...part,
  };
}

/** A model that cost `costs` dollars, a value per bucket; without a name, everything after the dearest. */
export function makeGroup(model: string | null, costs: number[], isRest = false): SpendGroup {
  const none = costs.map(() => 0);
  return {
    key: isRest ? [] : [{ dimension: 'model', value: model, name: model }],
    is_rest: isRest,
    totals: makeSums({ cost_usd: String(costs.reduce((sum, cost) => sum + cost, 0)), calls: costs.length }),
    series: {
      cost_usd: costs.map((cost) => cost.toFixed(6)),
      saved_usd: costs.map(() => '0.000000'),
      calls: costs.map(() => 1),
      failed_calls: none,
      input_tokens: costs.map(() => 10),
      cached_input_tokens: none,
      cache_write_tokens: none,
      output_tokens: costs.map(() => 2),
      reasoning_tokens: none,
    },
  };
}

/** Spending of two days by the groups given. */
export function makeSpend(groups: SpendGroup[]): Spend {
  return {
    since: '2026-11-20T00:00:00Z',
    until: '2026-11-21T12:00:00Z',
    bucket: 'day',
    time_zone: 'UTC',
    buckets: ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'],
    totals: makeSums({ calls: 2 * groups.length }),
    totals_before: makeSums(),
    groups,
  };
}
