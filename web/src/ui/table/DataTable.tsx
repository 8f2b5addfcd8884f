import { VisuallyHidden } from '@mantine/core';

import type { Cell, TableColumn } from '@/lib/api/types';

import { styleColumns } from './cells';
import classes from './DataTable.module.css';

export interface DataTableProps {
  /** Accessible name. */
  caption: string;
  columns: TableColumn[];
  rows: Cell[][];
}

/** Values as they are: a sticky header, numbers to the right, scrolled inside its frame. */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  const styles = styleColumns(columns, rows);
  return (
    <div className={classes.frame} tabIndex={0} role="group" aria-label={caption}>
      <table className={classes.table}>
        <VisuallyHidden component="caption">{caption}</VisuallyHidden>
        <thead>
          <tr>
            {styles.map(({ name, numeric }) => (
              <th key={name} scope="col" data-numeric={numeric || undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {styles.map(({ name, numeric, format }, column) => (
                <td key={name} data-numeric={numeric || undefined}>
                  {format(row[column] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
