import { describe, expect, it } from 'vitest';

import { makeGroup, makeSpend } from '@/testing/spend';

import { layersOf, REST } from './layers';

const named = (count: number) =>
  Array.from({ length: count }, (_each, index) => makeGroup(`m${index}`, [9 - index, 1]));

describe('layersOf', () => {
  it('draws what is asked for', () => {
    const spend = makeSpend([makeGroup('gpt', [3, 4])]);
    expect(layersOf(spend, 'model', 'cost')[0]?.values).toEqual([3, 4]);
    expect(layersOf(spend, 'model', 'calls')[0]?.values).toEqual([1, 1]);
    expect(layersOf(spend, 'model', 'tokens')[0]?.values).toEqual([12, 12]);
  });

  it('puts everything after the fifth into one layer, the rest of the server too', () => {
    const layers = layersOf(makeSpend([...named(7), makeGroup(null, [1, 1], true)]), 'model', 'cost');
    expect(layers).toHaveLength(6);
    expect(layers.at(-1)).toMatchObject({ key: REST, label: 'Other models', values: [9 - 5 + 9 - 6 + 1, 3] });
  });

  it('calls nothing other when there is one more than colours', () => {
    const layers = layersOf(makeSpend(named(6)), 'model', 'cost');
    expect(layers.map(({ label }) => label)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
    expect(new Set(layers.map(({ colour }) => colour)).size).toBe(6);
  });

  it('says what calls without an agent are', () => {
    expect(layersOf(makeSpend([makeGroup(null, [1, 1])]), 'agent', 'cost')[0]?.label).toBe('No agent');
  });
});
