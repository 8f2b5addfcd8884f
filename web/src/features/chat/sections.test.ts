import { expect, it } from 'vitest';

import type { Conversation } from './api';
import { inSections } from './sections';

const NOW = new Date(2026, 10, 21, 12);

function conversation(id: string, hoursAgo: number, isPinned = false): Conversation {
  const at = new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString();
  return { id, last_message_at: at, is_pinned: isPinned } as Conversation;
}

it('sorts by the days of the reader, and pinned ones before all', () => {
  const all = [
    conversation('a', 1),
    conversation('b', 13),
    conversation('c', 60),
    conversation('d', 24 * 20),
    conversation('e', 24 * 200),
    conversation('f', 24 * 200, true),
  ];
  expect(inSections(all, NOW).map(({ title, items }) => [title, items.map(({ id }) => id)])).toEqual([
    ['Pinned', ['f']],
    ['Today', ['a']],
    ['Yesterday', ['b']],
    ['Last 7 days', ['c']],
    ['Last 30 days', ['d']],
    ['Earlier', ['e']],
  ]);
});
