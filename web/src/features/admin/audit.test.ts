import { describe, expect, it } from 'vitest';

import { actorOf, changesOf, isFiltered, queryOf } from './audit';
import { readAuditSearch } from './routes';

const NOW = Date.parse('2026-11-21T08:20:31Z');

describe('the address', () => {
  it('keeps what it can mean and leaves out the rest', () => {
    const search = { q: 'x', outcome: 'refused', period: '24h' };
    expect(readAuditSearch(search)).toMatchObject(search);
    const read = readAuditSearch({ outcome: 'odd', period: 'soon', q: '', shape: 'round' });
    expect(Object.values(read).filter((value) => value !== undefined)).toEqual([]);
  });
});

describe('queryOf', () => {
  it('asks as the API names things', () => {
    expect(queryOf({ actor: 'id', period: '1h' }, NOW)).toMatchObject({
      actor_id: 'id',
      since: '2026-11-21T07:20:00.000Z',
    });
  });

  it('does not filter by what is open', () => {
    expect(isFiltered({ open: 'entry' })).toBe(false);
    expect(isFiltered({ open: 'entry', outcome: 'refused' })).toBe(true);
  });
});

describe('actorOf', () => {
  const entry = { actor_kind: 'user', actor_email: 'ada@example.com', api_key_name: null };

  it('names the person, the key they used, or what else it was', () => {
    expect(actorOf(entry)).toBe('ada@example.com');
    expect(actorOf({ ...entry, api_key_name: 'nightly' })).toBe('ada@example.com by nightly');
    expect(actorOf({ ...entry, actor_email: null, actor_kind: 'anonymous' })).toBe('somebody');
    expect(actorOf({ ...entry, actor_email: null, actor_kind: 'service' })).toBe('the platform');
    const handle = 'nightly-1f3a9c02@service.invalid';
    expect(actorOf({ ...entry, actor_email: handle, actor_kind: 'service', api_key_name: 'ci' })).toBe(
      'nightly-1f3a9c02 (service account) by ci',
    );
  });
});

describe('changesOf', () => {
  it('writes values as people read them', () => {
    const changes = {
      name: [null, 'Deck'],
      roles: [['user'], ['user', 'admin']],
      limit: [1, { a: true }],
      gone: [[], ''],
    };
    expect(changesOf({ changes })).toEqual([
      { field: 'name', before: null, after: 'Deck' },
      { field: 'roles', before: 'user', after: 'user, admin' },
      { field: 'limit', before: '1', after: '{"a":true}' },
      { field: 'gone', before: 'none', after: '' },
    ]);
  });
});
