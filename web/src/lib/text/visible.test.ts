import { expect, it } from 'vitest';

import { outline, visible } from './visible';

it.each([
  ['plain\ttext\n', 'plain\ttext\n'],
  ['a\u202eb', 'a⟨U+202E⟩b'],
  ['x\u200by', 'x⟨U+200B⟩y'],
  ['\u{e0041}', '⟨U+E0041⟩'],
  ['\u001b[31m', '⟨U+001B⟩[31m'],
])('shows %j as %j', (text, shown) => expect(visible(text)).toBe(shown));

it('says of a value only that it is there', () => {
  expect(outline('hunter2')).toBe('…(7 characters)');
  expect(outline('k'.repeat(20))).toBe('kkkk…(20 characters)');
});
