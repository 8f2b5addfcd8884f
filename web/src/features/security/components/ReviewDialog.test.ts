import { expect, it } from 'vitest';

import type { Past } from '../api';
import { pastText } from './ReviewDialog';

const past: Past = { events: 5, changed: 3, by_action: { block: 3, monitor: 2, off: 0 }, samples: [], is_cut: false };

it('says what would have become of everything', () => {
  expect(pastText(past, '7')).toBe(
    'Of 5 events in the last 7 days 3 would end differently. In all: 3 blocked, 2 monitored.',
  );
  expect(pastText({ ...past, changed: 0, events: 1, by_action: { off: 1 } }, '30')).toBe(
    'Of 1 event in the last 30 days none would end differently. In all: 1 passed over.',
  );
});
