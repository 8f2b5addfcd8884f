import { expect, it } from 'vitest';

import { unitsOf } from './codePoints';

it.each([
  ['plain', 3, 'in'],
  ['a🙂b', 2, 'b'],
  ['🙂🙂', 1, '🙂'],
  ['🙂', 5, ''],
  ['abc', 9, ''],
])('cuts %j at %i as the server does', (text, point, rest) => {
  expect(text.slice(unitsOf(text)(point))).toBe(rest);
});
