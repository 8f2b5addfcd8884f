import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import classes from './Rows.module.css';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** Field the rows can be sorted by. */
  field?: string;
  numeric?: boolean;
  /** The column that names the row; it takes the room there is, and heads the card on a phone. */
  main?: boolean;
  /** Shown from this width on; a phone's card leaves out what needs a wide page. */
  from?: 'middle' | 'wide';
  /** On a phone the value explains itself. */
  plain?: boolean;
}

export interface RowsProps<Row> {
  /** Accessible name. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** Field the rows are sorted by, minus for descending; absent where sorting is not offered. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** Rows of two lines are 52 px high. */
  lines?: 1 | 2;
  /** Inside a panel: no frame of its own. */
  bare?: boolean;
  /** Rows lead somewhere: the main cell holds a link of the class `rowLink`. */
  links?: boolean;
  /** Key of the row that is open. */
  current?: string;
}

/** Class of a link that makes its whole row one target. */
export const rowLink = classes.link ?? '';

/** Class of what is said by the way. */
export const muted = classes.muted ?? '';

/** A table; on a phone each row becomes a card with the same facts. */
export function Rows<Row>(props: RowsProps<Row>) {
  return (
    <div className={classes.frame} data-bare={flag(props.bare)}>
      <table className={classes.table} data-lines={props.lines ?? 1} data-links={flag(props.links)}>
        <VisuallyHidden component="caption">{props.caption}</VisuallyHidden>
        <Head columns={props.columns} sort={props.sort} onSort={props.onSort} />
        <tbody>
          {props.rows.map((row) => {
            const key = props.keyOf(row);
            return <Cells key={key} row={row} columns={props.columns} isCurrent={key === props.current} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row> extends Pick<RowsProps<Row>, 'sort' | 'onSort'> {
  columns: Column<Row>[];
}

/** The header line, with buttons where a column can be sorted by. */
export function Head<Row>({ columns, sort, onSort }: HeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <HeadCell key={column.name} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell<Row>({ column, sort, onSort }: Omit<HeadProps<Row>, 'columns'> & { column: Column<Row> }) {
  const { name, field, numeric, from } = column;
  if (!field || !onSort) {
    return (
      <th scope="col" data-numeric={flag(numeric)} data-from={from}>
        {name}
      </th>
    );
  }
  const direction = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  return (
    <th scope="col" data-numeric={flag(numeric)} data-from={from} aria-sort={direction}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => onSort(direction === 'descending' ? field : `-${field}`)}
      >
        {name}
        {direction === 'ascending' && <IconArrowUp size={13} aria-hidden />}
        {direction === 'descending' && <IconArrowDown size={13} aria-hidden />}
      </button>
    </th>
  );
}

interface CellsProps<Row> {
  row: Row;
  columns: Column<Row>[];
  isCurrent: boolean;
  /** Place in a list of which only a part is drawn, from 0, and what measures its height. */
  index?: number;
  measure?: (element: HTMLTableRowElement | null) => void;
}

/** One row of cells. */
export function Cells<Row>({ row, columns, isCurrent, index, measure }: CellsProps<Row>) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      data-current={flag(isCurrent)}
    >
      {columns.map(({ name, cell, numeric, main, from, plain }) => (
        <td
          key={name}
          data-label={name}
          data-numeric={flag(numeric)}
          data-main={flag(main)}
          data-plain={flag(plain)}
          data-from={from}
        >
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** An attribute that stands there or does not; false would stand there as a word. */
function flag(is: boolean | undefined): true | undefined {
  return is === true ? true : undefined;
}
