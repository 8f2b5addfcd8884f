import type { schemas } from '@pilothouse/client';

/** Whether a key is neither revoked nor past its end. */
export function isInForce(key: Pick<schemas.ApiKeyRead, 'revoked_at' | 'expires_at'>): boolean {
  return !key.revoked_at && !(key.expires_at && Date.parse(key.expires_at) < Date.now());
}
