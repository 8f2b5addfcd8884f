import { describe, expect, it } from 'vitest';

import type { Statistics } from './api';
import { figureLine, figuresOf } from './figures';

const USED: Statistics = {
  n: 212,
  days: 30,
  success_share: 0.943,
  confidence: 0.9,
  p50_ms: 1200,
  p95_ms: 4000,
  cost_usd_mean: '0.0042',
  cost_usd_total: '0.89',
  feedback: { n: 3, up: 2, down: 1, stars_mean: null },
};
const UNUSED: Statistics = {
  ...USED,
  n: 0,
  success_share: null,
  confidence: null,
  p50_ms: null,
  p95_ms: null,
  cost_usd_mean: null,
  cost_usd_total: '0',
  feedback: { n: 0, up: 0, down: 0, stars_mean: null },
};

describe('figures', () => {
  it('say what they rest on', () => {
    const [success, time] = figuresOf(USED, 'call');
    expect(success).toEqual({ label: 'Success', value: '94 %', note: 'of 212 calls', isThin: false });
    expect(time).toMatchObject({ value: '1.2 s', note: 'median; 95 % within 4.0 s' });
    expect(figureLine(USED, 'call')).toBe('94 % of 212 calls, 1.2 s');
  });

  it('are unknown, not zero, where nothing was run', () => {
    expect(figuresOf(UNUSED, 'call').map(({ value }) => value)).toEqual(['–', '–', '–', '–']);
    expect(figureLine(UNUSED, 'run')).toBe('No runs yet');
  });

  it('are marked where they rest on little', () => {
    expect(figuresOf({ ...USED, n: 3 }, 'call')[0]).toMatchObject({ note: 'of 3 calls, few', isThin: true });
  });
});
