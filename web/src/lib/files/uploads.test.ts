import { describe, expect, it } from 'vitest';

import { MAX_UPLOAD_BYTES, problemWith } from './uploads';

describe('problemWith', () => {
  it('lets readable files through, whatever the case of their name', () => {
    for (const name of ['a.csv', 'b.XLSX', 'c.d.parquet']) expect(problemWith({ name, size: 10 })).toBeNull();
  });

  it.each([
    [{ name: 'a.exe', size: 10 }, /Cannot be read/],
    [{ name: 'csv', size: 10 }, /Cannot be read/],
    [{ name: 'a.csv', size: 0 }, /empty/],
    [{ name: 'a.csv', size: MAX_UPLOAD_BYTES + 1 }, /over the limit/],
  ])('says what is wrong with %o', (file, words) => {
    expect(problemWith(file)).toMatch(words);
  });
});
