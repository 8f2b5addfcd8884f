import { describe, expect, it } from 'vitest';

import { isKeyOf, keyIn, textIn } from './address';

const TABLE = { open: 'Open', closed: 'Closed' };

describe('what an address says', () => {
  it.each([
    ['open', 'open'],
    ['', undefined],
    [0, '0'],
    [true, undefined],
    [['a'], undefined],
    [undefined, undefined],
  ])('%j is the text %j', (value, text) => expect(textIn(value)).toBe(text));

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 3, null])('%j names no entry', (name) => {
    expect(keyIn(name, TABLE)).toBeUndefined();
    expect(isKeyOf(TABLE, name)).toBe(false);
  });

  it('an entry of its own is found', () => expect(keyIn('open', TABLE)).toBe('open'));
});
