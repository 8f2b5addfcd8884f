import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { brokenRules, renderPart } from '@/testing/render';

import { Rows, type Column } from './Rows';

interface Fruit {
  name: string;
  price: number;
}

const COLUMNS: Column<Fruit>[] = [
  { name: 'Fruit', main: true, cell: ({ name }) => name },
  { name: 'Price', field: 'price', numeric: true, cell: ({ price }) => `$${price}` },
];
const FRUIT = [
  { name: 'Apple', price: 2 },
  { name: 'Pear', price: 3 },
];

describe('Rows', () => {
  it('is a table that names its columns to everybody', async () => {
    const part = await renderPart(<Rows caption="Fruit" columns={COLUMNS} rows={FRUIT} keyOf={({ name }) => name} />);
    expect(screen.getByRole('table', { name: 'Fruit' })).toBeDefined();
    expect(screen.getAllByRole('row')).toHaveLength(3);
    expect(await brokenRules(part)).toEqual([]);
  });

  it('sorts by the dearest first, then by the cheapest', async () => {
    const onSort = vi.fn();
    const shared = { caption: 'Fruit', columns: COLUMNS, rows: FRUIT, keyOf: ({ name }: Fruit) => name, onSort };
    const part = await renderPart(<Rows {...shared} sort="name" />);
    await userEvent.click(screen.getByRole('button', { name: 'Price' }));
    expect(onSort).toHaveBeenLastCalledWith('-price');
    part.unmount();
    await renderPart(<Rows {...shared} sort="-price" />);
    expect(screen.getByRole('columnheader', { name: 'Price' }).getAttribute('aria-sort')).toBe('descending');
    await userEvent.click(screen.getByRole('button', { name: 'Price' }));
    expect(onSort).toHaveBeenLastCalledWith('price');
  });
});
