import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { brokenRules, renderPart } from '@/testing/render';

import { styleColumns } from './cells';
import { DataTable } from './DataTable';

const columns = [
  { name: 'day', type: 'timestamp' },
  { name: 'year', type: 'integer' },
  { name: 'rain', type: 'double' },
  { name: 'kind', type: 'varchar' },
];
const rows = [
  ['2012-03-01T00:00:00', 2012, 1234.5, 'wet'],
  ['2012-03-02T00:00:00', 2013, 7, null],
];

// As the reader's locale writes it: "1,234.5" here, "1.234,5" elsewhere.
const large = (1234.5).toLocaleString(undefined, { minimumFractionDigits: 1 });
const small = (7).toLocaleString(undefined, { minimumFractionDigits: 1 });

describe('styleColumns', () => {
  const write = (name: string, value: string | number | null) =>
    styleColumns(columns, rows)
      .find((c) => c.name === name)
      ?.format(value);

  it('gives numbers of one column the same decimals', () => {
    expect([write('rain', 1234.5), write('rain', 7)]).toEqual([large, small]);
  });

  it('leaves years and ids whole', () => {
    expect(write('year', 2012)).toBe('2012');
  });

  it('writes midnight as the day, and unknown as a dash', () => {
    expect(write('day', '2012-03-01T00:00:00')).toBe('2012-03-01');
    expect(write('kind', null)).toBe('–');
  });

  it('keeps the digits of very small numbers', () => {
    const [column] = styleColumns([{ name: 'p', type: 'double' }], [[0.000012], [0.5]]);
    expect(column?.format(0.000012)).toBe('0.000012');
  });
});

it('is a table with a name, a header and numbers to the right', async () => {
  const part = await renderPart(<DataTable caption="Rain" columns={columns} rows={rows} />);
  expect(screen.getByRole('table', { name: 'Rain' })).toBeTruthy();
  expect(screen.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['day', 'year', 'rain', 'kind']);
  expect(screen.getByRole('cell', { name: large }).hasAttribute('data-numeric')).toBe(true);
  expect(await brokenRules(part)).toEqual([]);
});
