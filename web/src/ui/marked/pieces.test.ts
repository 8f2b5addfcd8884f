import { describe, expect, it } from 'vitest';

import { piecesOf, type Span } from './pieces';

const span = (start: number, end: number, number = 1, isHidden = false): Span => ({ start, end, number, isHidden });
const shown = (text: string, spans: Span[]) =>
  piecesOf(text, spans)
    .map((piece) => (piece.numbers.length > 0 ? `[${piece.numbers.join('')}:${piece.text}]` : piece.text))
    .join('');

describe('piecesOf', () => {
  it('leaves a text without spans whole', () => {
    expect(shown('nothing here', [])).toBe('nothing here');
    expect(piecesOf('', [])).toEqual([]);
  });

  it('cuts where spans begin and end, also where they overlap', () => {
    expect(shown('abcdef', [span(1, 4, 1), span(2, 6, 2)])).toBe('a[1:b][12:cd][2:ef]');
  });

  it('says where a span ends', () => {
    expect(piecesOf('abcd', [span(0, 3, 1), span(1, 2, 2)]).map(({ ending }) => ending)).toEqual([[], [2], [1], []]);
  });

  it('shows of what is hidden only that it is there', () => {
    const key = 'ABCD'.repeat(5);
    expect(shown(`key=${key};`, [span(4, 24, 1, true)])).toBe('key=[1:ABCD…(20 characters)];');
  });

  it('gives away no more where hidden spans overlap, or lie in others', () => {
    const secret = 'abcdefghijklmnopqrst';
    const text = shown(secret, [span(0, 20, 1, true), span(8, 20, 2, true), span(4, 12, 3)]);
    expect(text).toContain('abcd…(20 characters)');
    expect(text).not.toMatch(/efgh|ijkl|mnop|qrst/);
  });
});
