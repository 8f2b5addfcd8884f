import { describe, expect, it } from 'vitest';

import type { RequestItem } from './api';
import { newIn } from './useRequests';

const row = (id: string, at: string) => ({ id, admitted_at: `2026-11-21T08:00:${at}Z` }) as RequestItem;

describe('newIn', () => {
  it('finds what was booked since the list was read', () => {
    const known = [row('b', '02'), row('a', '01')];
    expect(newIn([row('c', '03'), ...known], known).map(({ id }) => id)).toEqual(['c']);
  });

  it('does not take older rows for new ones that the list has not come to', () => {
    expect(newIn([row('b', '02'), row('old', '01')], [row('b', '02')])).toEqual([]);
  });
});
