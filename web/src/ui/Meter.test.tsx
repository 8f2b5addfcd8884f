import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { brokenRules, renderPart } from '@/testing/render';

import { Meter } from './Meter';

describe('Meter', () => {
  it('says what it shows', async () => {
    const part = await renderPart(<Meter label="Budget" text="$40 of $100" parts={[{ share: 0.4, tone: 'plain' }]} />);
    const meter = screen.getByRole('meter', { name: 'Budget' });
    expect(meter.getAttribute('aria-valuenow')).toBe('40');
    expect(meter.getAttribute('aria-valuetext')).toBe('$40 of $100');
    expect(await brokenRules(part)).toEqual([]);
  });

  it('ends where its length ends', async () => {
    const parts = [
      { share: 0.9, tone: 'failed' as const },
      { share: 0.4, tone: 'held' as const },
      { share: 0.2, tone: 1 },
    ];
    await renderPart(<Meter label="Budget" text="" parts={parts} />);
    const shares = Array.from(screen.getByRole('meter').children, (part) =>
      Number((part as HTMLElement).style.getPropertyValue('--share')).toFixed(1),
    );
    expect(shares).toEqual(['0.9', '0.1']);
  });
});
