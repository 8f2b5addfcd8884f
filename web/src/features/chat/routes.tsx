import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { textIn } from '@/lib/address';
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
  return {
    agent: textIn(search.agent),
    artifact: textIn(search.artifact),
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
