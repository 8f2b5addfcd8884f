import { describe, expect, it } from 'vitest';

import { standingOf } from './keys';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const key = { revoked_at: null, expires_at: null, replaced_by_id: null };

describe('standingOf', () => {
  it.each([
    [{}, 'In force', true],
    [{ expires_at: '2026-11-22T12:00:00Z' }, 'In force', true],
    [{ expires_at: '2026-11-20T12:00:00Z' }, 'Expired', false],
    [{ replaced_by_id: 'new', expires_at: '2026-11-22T12:00:00Z' }, 'Being replaced', true],
    [{ revoked_at: '2026-11-20T12:00:00Z', replaced_by_id: 'new' }, 'Revoked', false],
  ])('of %o is %s', (part, label, isInForce) => {
    expect(standingOf({ ...key, ...part }, NOW)).toMatchObject({ label, isInForce });
  });
});
