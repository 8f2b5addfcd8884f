import type { Tone } from '@/ui/status/Status';

import type { OwnedKey } from './api';

export interface Standing {
  label: string;
  tone: Tone;
  isInForce: boolean;
}

/** Whether a key is taken now, in words and tone. */
export function standingOf(
  key: Pick<OwnedKey, 'revoked_at' | 'expires_at' | 'replaced_by_id'>,
  now = Date.now(),
): Standing {
  if (key.revoked_at !== null) return { label: 'Revoked', tone: 'queued', isInForce: false };
  if (key.expires_at !== null && Date.parse(key.expires_at) <= now) {
    return { label: 'Expired', tone: 'queued', isInForce: false };
  }
  if (key.replaced_by_id !== null) return { label: 'Being replaced', tone: 'paused', isInForce: true };
  return { label: 'In force', tone: 'done', isInForce: true };
}
