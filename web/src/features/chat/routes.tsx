import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { shellRoute } from '@/lib/router';

/** What the address of the chat says beside the conversation. */
export interface ChatSearch {
  /** Who a new conversation is with. */
  agent?: string;
  /** The artifact beside the thread. */
  artifact?: string;
  panel?: 'memory';
}

/** Read the address; what it cannot mean is left out. */
export function readChatSearch(search: Record<string, unknown>): ChatSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    agent: text('agent'),
    artifact: text('artifact'),
    panel: search.panel === 'memory' ? 'memory' : undefined,
  };
}

export const chatRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'chat',
  validateSearch: readChatSearch,
  component: lazyRouteComponent(() => import('./pages/ChatPage'), 'ChatPage'),
});

/** The same page with a conversation open; it draws nothing of its own, so that the list stays as it is. */
export const conversationRoute = createRoute({
  getParentRoute: () => chatRoute,
  path: '$conversationId',
});
