import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';

import { meQuery } from '@/lib/api/me';
import { DIMENSIONS, type Dimension } from '@/lib/api/spend';
import { useNow } from '@/ui/useNow';

import type { SpendFilter } from './api';
import { periodBetween, periodOf, type Period, type Range } from './period';
import type { CostsSearch, Measure } from './routes';

const route = getRouteApi('/shell/costs');
const EVERY_MS = 60_000; // A named period moves on with the clock.

/** What the reader looks at, as the address says it, and the ways to look at something else. */
export interface Costs {
  period: Period;
  /** Null while the days are chosen one by one. */
  range: Range | null;
  by: Dimension;
  measure: Measure;
  filter: SpendFilter;
  timeZone: string;
  change: (part: CostsSearch) => void;
}

/** Read the address of the costs page. */
export function useCosts(): Costs {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow(EVERY_MS);
  const timeZone = useQuery(meQuery).data?.time_zone ?? 'UTC';
  const { from, to, range, by = 'model', measure = 'cost' } = search;
  const chosen = useMemo(() => (from && to ? periodBetween(from, to, timeZone) : null), [from, to, timeZone]);
  return {
    period: chosen ?? periodOf(range ?? '30d', new Date(now), timeZone),
    range: chosen ? null : (range ?? '30d'),
    by,
    measure,
    filter: filterOf(search),
    timeZone,
    change: (part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
  };
}

/** Filters alone. */
export function filterOf(search: CostsSearch): SpendFilter {
  const set = DIMENSIONS.map((dimension) => [dimension, search[dimension]] as const).filter(([, value]) => value);
  return Object.fromEntries(set);
}
