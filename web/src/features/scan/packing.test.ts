import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, it } from 'vitest';

import { packed, problemWith, type Placed } from './packing';

const placed = (path: string, text: string): Placed => ({ path, file: new File([text], path.split('/').at(-1) ?? '') });

describe('packed', () => {
  it('leaves a single file as it is', async () => {
    const only = placed('skill.zip', 'x');
    expect(await packed([only])).toBe(only.file);
  });

  it('makes a zip of a folder, with its places', async () => {
    const zip = await packed([placed('helper/SKILL.md', '# Helper'), placed('helper/bin/run.py', 'print()')]);
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(zip.name).toBe('helper.zip');
    expect(Object.entries(files).map(([path, data]) => [path, strFromU8(data)])).toEqual([
      ['helper/SKILL.md', '# Helper'],
      ['helper/bin/run.py', 'print()'],
    ]);
  });

  it('names what shares no folder', async () => {
    expect((await packed([placed('a.md', 'a'), placed('b.md', 'b')])).name).toBe('files.zip');
  });
});

describe('problemWith', () => {
  it.each([
    [[], 'no file'],
    [[placed('a', '')], 'empty'],
    [[{ path: 'a', file: { size: 50_000_001 } as File }], '50.0 MB is over the limit'],
  ] as [Placed[], string][])('refuses %#', (files, words) => expect(problemWith(files)).toContain(words));

  it('takes the rest', () => expect(problemWith([placed('a', 'x')])).toBeNull());
});
