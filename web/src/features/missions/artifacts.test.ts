import { expect, it } from 'vitest';

import type { Artifact } from '@/lib/api/types';

import { inReadingOrder, repeats } from './artifacts';

function make(kind: Artifact['kind'], title: string, text = ''): Artifact {
  const preview = kind === 'markdown' ? { text } : null;
  return { id: `${title}-${kind}`, kind, title, preview } as Artifact;
}

it('keeps a chart beside its table and puts the report last', () => {
  const made = [
    make('table', 'B'),
    make('markdown', 'Report'),
    make('chart', 'A'),
    make('chart', 'B'),
    make('table', 'A'),
  ];
  expect(inReadingOrder(made).map(({ id }) => id)).toEqual([
    'B-chart',
    'B-table',
    'A-chart',
    'A-table',
    'Report-markdown',
  ]);
});

it('knows a report that only repeats the answer', () => {
  expect(repeats(make('markdown', 'R', '# Title\n\nIt rains.\n'), 'It rains.\n')).toBe(true);
  expect(repeats(make('markdown', 'R', '# Title\n\nIt shines.'), 'It rains.')).toBe(false);
  expect(repeats(make('chart', 'R'), 'It rains.')).toBe(false);
  expect(repeats(make('markdown', 'R', 'x'), null)).toBe(false);
});
