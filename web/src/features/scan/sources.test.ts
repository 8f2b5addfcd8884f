import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import { readSources, shownPath } from './sources';

const zip = (files: Record<string, string>) =>
  new File([zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))], 'a.zip');

describe('readSources', () => {
  it('reads what is asked for out of a zip', async () => {
    const file = zip({ 'helper/run.py': 'print()', 'helper/other.py': 'no' });
    const found = await readSources(file, ['upload.zip!/helper/run.py', 'upload.zip!/missing.py']);
    expect([...found]).toEqual([['upload.zip!/helper/run.py', 'print()']]);
  });

  it('reads a text as it is', async () => {
    const found = await readSources(new File(['# Note'], 'note.md'), ['note.md']);
    expect(found.get('note.md')).toBe('# Note');
  });

  it('does without what is broken, too long, or in an archive within', async () => {
    const broken = new File(['PK\u0003\u0004nonsense'], 'a.zip');
    expect((await readSources(broken, ['a.zip!/x'])).size).toBe(0);
    const long = zip({ 'long.txt': 'x'.repeat(2_000_001), 'inner.zip': 'x' });
    expect((await readSources(long, ['a.zip!/long.txt', 'a.zip!/inner.zip!/x'])).size).toBe(0);
  });
});

it('shows places without the archive that was uploaded', () => {
  expect(shownPath('upload.zip!/a/b.py')).toBe('a/b.py');
  expect(shownPath('note.md')).toBe('note.md');
});
