import { describe, expect, it } from 'vitest';

import { barWidth, forPage, tableOf } from './spec';

const bars = {
  title: 'Rain',
  width: 400,
  config: { bar: { color: 'red' } },
  data: {
    values: [
      { kind: 'wet', mm: 3 },
      { kind: 'dry', mm: null, note: 'x' },
    ],
  },
  mark: 'bar',
  encoding: { y: { field: 'kind', type: 'nominal' }, x: { field: 'mm', type: 'quantitative' } },
};

describe('forPage', () => {
  it('gives title, look and width to the page', () => {
    const spec = forPage(bars);
    expect(spec).not.toHaveProperty('title');
    expect(spec).not.toHaveProperty('config');
    expect(spec).toMatchObject({ width: 'container', height: { step: 26 }, mark: 'bar' });
  });

  it('keeps a given height within reason', () => {
    expect(forPage({ ...bars, height: 2000 })).toMatchObject({ height: 440 });
    expect(forPage({ ...bars, height: { step: 18 } })).toMatchObject({ height: { step: 18 } });
  });

  it('leaves the sizes of composed charts alone', () => {
    expect(forPage({ hconcat: [bars, bars] })).not.toHaveProperty('width');
  });
});

describe('barWidth', () => {
  const upright = { ...bars, encoding: { x: bars.encoding.y, y: bars.encoding.x } };

  it('is 18 px where there is room', () => {
    expect(barWidth(bars, 100)).toBe(18);
    expect(barWidth(upright, 400)).toBe(18);
  });

  it('shares the width where there is not, and among bars side by side', () => {
    expect(barWidth(upright, 40)).toBeNull();
    expect(barWidth({ ...upright, encoding: { ...upright.encoding, xOffset: { field: 'note' } } }, 400)).toBeNull();
  });
});

describe('tableOf', () => {
  it('shows the data behind the drawing', () => {
    expect(tableOf(bars)).toEqual({
      columns: [
        { name: 'kind', type: 'string' },
        { name: 'mm', type: 'number' },
      ],
      rows: [
        ['wet', 3],
        ['dry', null],
      ],
    });
  });

  it('finds data kept under a name', () => {
    expect(tableOf({ data: { name: 'd' }, datasets: { d: [{ a: 1 }] } })?.rows).toEqual([[1]]);
  });

  it('has none for a chart without data inside', () => {
    expect(tableOf({ data: { url: 'https://elsewhere.example' } })).toBeNull();
  });
});
