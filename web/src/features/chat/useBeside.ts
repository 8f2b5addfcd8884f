import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

import type { ChatSearch } from './routes';

/** Where something opens beside the conversation that the address names: link options, and the way there. */
export function useBeside() {
  const { conversationId } = useParams({ strict: false });
  const navigate = useNavigate();
  const place = useCallback(
    (beside: Pick<ChatSearch, 'artifact' | 'panel'>) =>
      conversationId === undefined
        ? ({ to: '/chat', search: (now: ChatSearch) => ({ agent: now.agent, ...beside }) } as const)
        : ({ to: '/chat/$conversationId', params: { conversationId }, search: beside } as const),
    [conversationId],
  );
  const show = useCallback(
    (beside: Pick<ChatSearch, 'artifact' | 'panel'>) => void navigate({ ...place(beside), resetScroll: false }),
    [navigate, place],
  );
  return useMemo(() => ({ place, show }), [place, show]);
}
