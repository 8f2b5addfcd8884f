import type { Conversation } from './api';

export interface Section {
  title: string;
  items: Conversation[];
}

const DAY_MS = 86_400_000;
const TITLES = ['Pinned', 'Today', 'Yesterday', 'Last 7 days', 'Last 30 days', 'Earlier'] as const;

/** Sort conversations into pinned ones and stretches of time, by the reader's own days; empty ones are left out. */
export function inSections(conversations: Conversation[], now: Date): Section[] {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const titleOf = ({ is_pinned: isPinned, last_message_at: at }: Conversation): string => {
    if (isPinned) return TITLES[0];
    const days = (today - Date.parse(at)) / DAY_MS;
    return days <= 0 ? TITLES[1] : days <= 1 ? TITLES[2] : days <= 7 ? TITLES[3] : days <= 30 ? TITLES[4] : TITLES[5];
  };
  return TITLES.map((title) => ({ title, items: conversations.filter((each) => titleOf(each) === title) })).filter(
    ({ items }) => items.length > 0,
  );
}
