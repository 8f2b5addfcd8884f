import type { Dimension, Spend, SpendGroup } from '@/lib/api/spend';
import { coloursOf, NAMED_COLOURS, REST_COLOUR } from '@/ui/chart/colours';
import type { Series } from '@/ui/chart/series';

import type { Measure } from './routes';
import { DIMENSION_WORDS, nameOfGroup } from './words';

/** Stands for every group that has no colour of its own. */
export const REST = 'rest';

/** Identify a group within its answer, and across pages: the dimension is part of it. */
export function keyOfGroup(group: SpendGroup, by: Dimension): string {
  return group.is_rest ? REST : `${by}:${group.key[0]?.value ?? ''}`;
}

/** The dearest groups as layers of a chart, dearest lowest, and everything else as the last one. */
export function layersOf(spend: Spend, by: Dimension, measure: Measure): Series[] {
  const named = spend.groups.filter(({ is_rest: isRest }) => !isRest);
  // Six of six need no "other" for one of them.
  const drawn =
    named.length === NAMED_COLOURS + 1 && named.length === spend.groups.length ? named : named.slice(0, NAMED_COLOURS);
  const colours = coloursOf(drawn.map((group) => keyOfGroup(group, by)));
  const layers = drawn.map((group) => {
    const key = keyOfGroup(group, by);
    return {
      key,
      label: nameOfGroup(group, by),
      colour: colours.get(key) ?? REST_COLOUR,
      values: valuesOf(group, measure),
    };
  });
  const others = spend.groups.filter((group) => !drawn.includes(group));
  if (others.length === 0) return layers;
  const label = `Other ${DIMENSION_WORDS[by].many}`;
  return [
    ...layers,
    { key: REST, label, colour: REST_COLOUR, values: added(others.map((each) => valuesOf(each, measure))) },
  ];
}

/** One value per bucket: dollars, tokens of all kinds, or calls. */
export function valuesOf({ series }: SpendGroup, measure: Measure): number[] {
  if (measure === 'cost') return series.cost_usd.map(Number);
  if (measure === 'calls') return series.calls;
  return series.input_tokens.map((tokens, index) => tokens + (series.output_tokens[index] ?? 0));
}

function added(rows: number[][]): number[] {
  return (rows[0] ?? []).map((_value, index) => rows.reduce((sum, row) => sum + (row[index] ?? 0), 0));
}
