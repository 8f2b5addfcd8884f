import { expect, it } from 'vitest';

import { isProblem } from './problems';

it.each([
  ['no_account', true],
  ['anything', false],
  ['toString', false],
  ['__proto__', false],
  [undefined, false],
  [7, false],
])('takes %s for a problem: %s', (word, is) => {
  expect(isProblem(word)).toBe(is);
});
