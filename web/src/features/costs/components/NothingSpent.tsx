import { Button } from '@mantine/core';

import { DIMENSIONS } from '@/lib/api/spend';
import { EmptyState } from '@/ui/states/EmptyState';

import type { Costs } from '../useCosts';

/** There were calls, but none that the reader asks for. */
export function NothingSpent({ costs, isFiltered }: { costs: Costs; isFiltered: boolean }) {
  const clear = () => costs.change(Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, undefined])));
  const widen = () => costs.change({ range: '12m', from: undefined, to: undefined });
  return (
    <EmptyState title={isFiltered ? 'No calls match in this period' : 'No model calls in this period'}>
      <Button variant="default" onClick={isFiltered ? clear : widen}>
        {isFiltered ? 'Clear filters' : 'Show 12 months'}
      </Button>
    </EmptyState>
  );
}
