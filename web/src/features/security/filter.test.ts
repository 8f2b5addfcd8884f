import { describe, expect, it } from 'vitest';

import { cleared, isFiltered, queryOf } from './filter';
import { readEventsSearch } from './routes';

const NOW = Date.parse('2026-11-21T12:00:40Z');

describe('the address of the events page', () => {
  it('keeps what it can mean', () => {
    const search = { action: 'block,redact', tool: 'fetch_page', period: '24h', span: '30d', by: 'action', open: 'x' };
    expect(readEventsSearch(search)).toMatchObject(search);
  });

  it('leaves out what it cannot', () => {
    const read = readEventsSearch({ period: 'ever', span: '1y', by: 'weather', open: '', family: {} });
    expect(Object.values(read).filter((value) => value !== undefined)).toEqual([]);
  });

  it('asks as the API names things', () => {
    const query = queryOf({ family: 'secrets,pii', incident: 'one', period: '1h' }, NOW);
    expect(query).toMatchObject({ family: ['secrets', 'pii'], incident_id: 'one', since: '2026-11-21T11:00:00.000Z' });
  });

  it('knows when nothing narrows it', () => {
    expect(isFiltered({ open: 'x', span: '7d', by: 'action' })).toBe(false);
    expect(isFiltered({ ...cleared, where: 'prompt' })).toBe(true);
  });
});
