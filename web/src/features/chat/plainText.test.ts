import { expect, it } from 'vitest';

import { plainText } from './plainText';

it.each([
  ['**6.4 %** on [average](https://x.example)', '6.4 % on average'],
  ['## Prices', 'Prices'],
  ['- one\n- two', 'one\ntwo'],
  ['```python\na = 1\n```', 'a = 1'],
  ['| a | b |\n| - | - |\n| 1 | 2 |', 'a b \n\n 1 2'],
  ['![a cat](cat.png)', 'a cat'],
])('reads %j aloud', (markdown, words) => {
  expect(plainText(markdown)).toBe(words);
});
