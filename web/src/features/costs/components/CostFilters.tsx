import { useQuery } from '@tanstack/react-query';

import { choicesQuery, DIMENSIONS, type Dimension } from '@/lib/api/spend';
import { FilterBar } from '@/ui/filter/FilterBar';
import { FilterPicker } from '@/ui/filter/FilterPicker';

import type { Costs } from '../useCosts';
import { DIMENSION_WORDS } from '../words';

/** Narrow everything on the page to one model, provider, agent, user, key or team. */
export function CostFilters({ costs }: { costs: Costs }) {
  const clear = () => costs.change(Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, undefined])));
  return (
    <FilterBar isFiltered={Object.keys(costs.filter).length > 0} onClear={clear}>
      {DIMENSIONS.map((dimension) => (
        <DimensionFilter key={dimension} dimension={dimension} costs={costs} />
      ))}
    </FilterBar>
  );
}

function DimensionFilter({ dimension, costs }: { dimension: Dimension; costs: Costs }) {
  const choices = useQuery(choicesQuery(dimension));
  const value = costs.filter[dimension];
  return (
    <FilterPicker
      label={DIMENSION_WORDS[dimension].one}
      choices={choices.data ?? []}
      chosen={value === undefined ? [] : [value]}
      onChoose={([chosen]) => costs.change({ [dimension]: chosen })}
      single
    />
  );
}
