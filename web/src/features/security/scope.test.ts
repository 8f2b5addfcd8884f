import { expect, it } from 'vitest';

import { nameOfScope, ORGANIZATION, scopeIn, textOfScope } from './scope';

it.each(['agent:buddy', 'tool:server:odd name'])('reads and writes %s', (text) => {
  expect(textOfScope(scopeIn(text))).toBe(text);
});

it.each([undefined, '', 'tool:', 'user:ada', 'buddy'])('takes %s for the organization', (text) => {
  expect(scopeIn(text)).toEqual(ORGANIZATION);
});

it('names a scope', () => {
  expect(nameOfScope(scopeIn('tool:fetch_page'))).toBe('Tool fetch_page');
});
