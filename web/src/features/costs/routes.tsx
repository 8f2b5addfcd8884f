import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { DIMENSIONS, type Dimension } from '@/lib/api/spend';
import { shellRoute } from '@/lib/router';

import { RANGES, type Range } from './period';

/** What can be drawn. */
export const MEASURES = ['cost', 'tokens', 'calls'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the address of the costs page says. */
export interface CostsSearch extends Partial<Record<Dimension, string>> {
  range?: Range;
  /** Calendar days, in place of `range`. */
  from?: string;
  to?: string;
  /** What is told apart; the model when absent. */
  by?: Dimension;
  measure?: Measure;
}

/** Read the address; what it cannot mean is left out. */
export function readCostsSearch(search: Record<string, unknown>): CostsSearch {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] ? search[name] : undefined);
  const filters = DIMENSIONS.map((dimension) => [dimension, text(dimension)] as const);
  return {
    range: RANGES.find((range) => range === search.range),
    from: text('from'),
    to: text('to'),
    by: DIMENSIONS.find((dimension) => dimension === search.by),
    measure: MEASURES.find((measure) => measure === search.measure),
    ...(Object.fromEntries(filters.filter(([, value]) => value)) as Partial<Record<Dimension, string>>),
  };
}

export const costsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'costs',
  validateSearch: readCostsSearch,
  component: lazyRouteComponent(() => import('./pages/CostsPage'), 'CostsPage'),
});
