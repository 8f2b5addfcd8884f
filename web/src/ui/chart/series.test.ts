import { describe, expect, it } from 'vitest';

import { joined, pointsOf, type TimeData } from './series';

const [FIRST, SECOND, THIRD] = ['2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'];

const data: TimeData = {
  buckets: [FIRST, SECOND],
  grain: 'day',
  timeZone: 'UTC',
  series: [
    { key: 'a', label: 'A', colour: 1, values: [1, 2] },
    { key: 'b', label: 'B', colour: 2, values: [3, 0] },
  ],
};

describe('pointsOf', () => {
  it('puts every series side by side and adds them up', () => {
    expect(pointsOf(data).map(({ total, values }) => [total, values])).toEqual([
      [4, { a: 1, b: 3 }],
      [2, { a: 2, b: 0 }],
    ]);
  });

  it('goes on with what is expected after the last bucket', () => {
    const points = pointsOf({
      ...data,
      expected: [
        { at: SECOND, value: 5 },
        { at: THIRD, value: 6 },
      ],
    });
    expect(points.map(({ at, total, expected }) => [at, total, expected])).toEqual([
      [FIRST, 4, null],
      [SECOND, 2, 5],
      [THIRD, null, 6],
    ]);
  });

  it('knows the bucket that is not over', () => {
    expect(pointsOf({ ...data, isOpen: true }).map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });
});

describe('joined', () => {
  it('lets the forecast begin where the measured line ends', () => {
    const points = joined(pointsOf({ ...data, expected: [{ at: SECOND, value: 5 }] }));
    expect(points.map(({ expected }) => expected)).toEqual([4, 5]);
  });

  it('changes nothing without a forecast', () => {
    expect(joined(pointsOf(data)).every(({ expected }) => expected === null)).toBe(true);
  });
});
