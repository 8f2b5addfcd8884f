import { describe, expect, it } from 'vitest';

import { blocksOf } from './blocks';

const TEXT = [
  '# Prices',
  '',
  'They rose.',
  'By a lot.',
  '',
  '```python',
  'a = 1',
  '',
  'b = 2',
  '```',
  '',
  '1. one',
  '',
  '   more of one',
  '',
  '2. two',
  '',
  '| a | b |',
  '| - | - |',
  '| 1 | 2 |',
].join('\n');

describe('blocksOf', () => {
  it('cuts at blank lines, but never inside code or a list', () => {
    expect(blocksOf(TEXT)).toEqual([
      '# Prices',
      'They rose.\nBy a lot.',
      '```python\na = 1\n\nb = 2\n```',
      '1. one\n\n   more of one\n\n2. two',
      '| a | b |\n| - | - |\n| 1 | 2 |',
    ]);
  });

  it('changes only the last blocks while a text grows', () => {
    for (let length = 1; length < TEXT.length; length += 1) {
      const now = blocksOf(TEXT.slice(0, length));
      const next = blocksOf(TEXT.slice(0, length + 1));
      // What looks like a paragraph may turn out to be the next item of the list above it.
      const settled = now.slice(0, -2);
      expect(next.slice(0, settled.length)).toEqual(settled);
    }
  });

  it('leaves a text whole whose links are defined apart', () => {
    const text = 'See [the page][1].\n\nMore.\n\n[1]: https://example.com';
    expect(blocksOf(text)).toEqual([text]);
  });

  it('takes a fence that never ends as one block', () => {
    expect(blocksOf('```\na\n\nb\n\nc')).toEqual(['```\na\n\nb\n\nc']);
  });

  it('has nothing to draw of nothing', () => {
    expect(blocksOf(' \n\n ')).toEqual([]);
  });
});
