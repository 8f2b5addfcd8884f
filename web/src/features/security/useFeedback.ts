import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import type { SecurityEvent } from '@/lib/api/security';
import { toastDone, toastError, toastUndo } from '@/ui/toast';

import { deleteException, exceptionsQuery, giveFeedback, securityKeys, type Exception, type Feedback } from './api';

/** Say what an event was. What passes from now on because of that can be taken back at once, and later. */
export function useFeedback(event: SecurityEvent, onDone: () => void) {
  const client = useQueryClient();
  const takeBack = useTakeBack();
  return useMutation({
    mutationFn: async (body: Feedback) => {
      if (!body.allow) return { said: body, made: undefined, saved: await giveFeedback(event.id, body) };
      const before = new Set((await readAnew(client)).map(({ id }) => id));
      const saved = await giveFeedback(event.id, body);
      return { said: body, made: (await readAnew(client)).find(({ id }) => !before.has(id)), saved };
    },
    onSuccess: ({ said, made, saved }) => {
      client.setQueryData([...securityKeys.events, 'one', event.id], saved);
      onDone();
      if (made) toastUndo('False alarm: it passes from now on', () => takeBack.mutate(made));
      else toastDone(said.verdict === 'confirmed' ? 'Noted: it was right' : 'Noted as a false alarm');
    },
    onError: (error) => toastError('Your feedback was not noted', error),
    onSettled: () => client.invalidateQueries({ queryKey: securityKeys.all }),
  });
}

/** Look again, from the next text on, for what passes as a false alarm. */
export function useTakeBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (exception: Exception) => deleteException(exception.id),
    onSuccess: () => toastDone('It is looked for again from now on'),
    onError: (error) => toastError('The exception was not taken back', error),
    onSettled: () => client.invalidateQueries({ queryKey: securityKeys.exceptions }),
  });
}

function readAnew(client: QueryClient): Promise<Exception[]> {
  return client.query({ ...exceptionsQuery, staleTime: 0 });
}
