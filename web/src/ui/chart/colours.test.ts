import { describe, expect, it } from 'vitest';

import { coloursOf, NAMED_COLOURS } from './colours';

describe('coloursOf', () => {
  it('gives different colours within a chart, and the same one again on the next', () => {
    const first = coloursOf(['ada', 'bob', 'cy']);
    expect(new Set(first.values()).size).toBe(3);
    expect(coloursOf(['cy', 'ada']).get('ada')).toBe(first.get('ada'));
    expect(coloursOf(['cy', 'ada']).get('cy')).toBe(first.get('cy'));
  });

  it('never gives one colour twice, whoever had it before', () => {
    coloursOf(['x1']);
    const together = coloursOf(['x1', 'ada', 'x2', 'bob']);
    expect(new Set(together.values()).size).toBe(4);
  });

  it('has no colour for more names than there are colours', () => {
    const names = Array.from({ length: 9 }, (_each, index) => `name ${index}`);
    expect(coloursOf(names).size).toBe(NAMED_COLOURS);
  });
});
