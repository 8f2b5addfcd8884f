import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';

import type { RequestItem } from '../api';
import type { Sort } from '../routes';
import classes from './RequestList.module.css';
import { RequestRow } from './RequestRow';

export interface RequestListProps {
  items: RequestItem[];
  sort: Sort | undefined;
  onSort: (sort: Sort | undefined) => void;
  current: string | undefined;
  onOpen: (item: RequestItem) => void;
  /** Called when the end comes into sight. */
  onEnd: () => void;
  foot: ReactNode;
}

const ROW_PX = 40;
const CARD_PX = 76;
const AHEAD = 12; // Rows drawn beyond what is seen, so that scrolling never shows a gap.

/** Rows of the ledger; of any number, only those in sight are drawn. On a phone each is a card. */
export function RequestList({ items, sort, onSort, current, onOpen, onEnd, foot }: RequestListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isPhone = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const top = useTopOf(frame);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (isPhone ? CARD_PX : ROW_PX),
    overscan: AHEAD,
    scrollMargin: top,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  useEffect(() => rows.measure(), [rows, isPhone]);

  const drawn = rows.getVirtualItems();
  const [first, last] = [drawn[0], drawn.at(-1)];
  const atEnd = last !== undefined && last.index >= items.length - AHEAD;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd, items.length]);

  return (
    <div ref={frame} className={classes.frame}>
      <table className={classes.table} aria-rowcount={items.length + 1}>
        <VisuallyHidden component="caption">Requests</VisuallyHidden>
        <Head sort={sort} onSort={onSort} />
        <tbody>
          <Space height={(first?.start ?? top) - top} />
          {drawn.map(({ index }) => {
            const item = items[index];
            return (
              item && (
                <RequestRow key={item.id} item={item} index={index} isCurrent={item.id === current} onOpen={onOpen} />
              )
            );
          })}
          <Space height={rows.getTotalSize() - ((last?.end ?? top) - top)} />
        </tbody>
      </table>
      <div className={classes.foot}>{foot}</div>
    </div>
  );
}

/** Stands for the rows out of sight. */
function Space({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.space} style={{ '--height': `${height}px` } as CSSProperties} aria-hidden>
      <td colSpan={8} />
    </tr>
  );
}

function Head({ sort, onSort }: Pick<RequestListProps, 'sort' | 'onSort'>) {
  return (
    <thead>
      <tr>
        <SortCell name="Time" field="admitted_at" width="when" sort={sort ?? '-admitted_at'} onSort={onSort} />
        <th scope="col" data-width="status">
          Status
        </th>
        <th scope="col">Model</th>
        <th scope="col" data-from="middle">
          Caller
        </th>
        <th scope="col" data-numeric data-from="wide" data-width="figure">
          Input
        </th>
        <th scope="col" data-numeric data-from="wide" data-width="figure">
          Output
        </th>
        <th scope="col" data-numeric data-width="figure">
          Took
        </th>
        <SortCell name="Cost" field="cost_usd" width="figure" sort={sort ?? '-admitted_at'} onSort={onSort} isNumeric />
      </tr>
    </thead>
  );
}

interface SortCellProps {
  name: string;
  field: 'admitted_at' | 'cost_usd';
  width: 'when' | 'figure';
  sort: Sort | '-admitted_at';
  onSort: (sort: Sort | undefined) => void;
  isNumeric?: boolean;
}

function SortCell({ name, field, width, sort, onSort, isNumeric }: SortCellProps) {
  const direction = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  const next = direction === 'descending' ? field : field === 'cost_usd' ? '-cost_usd' : undefined;
  return (
    <th scope="col" data-width={width} data-numeric={isNumeric} aria-sort={direction}>
      <button type="button" className={classes.sort} onClick={() => onSort(next)}>
        {name}
        {direction === 'ascending' && <IconArrowUp size={13} aria-hidden />}
        {direction === 'descending' && <IconArrowDown size={13} aria-hidden />}
      </button>
    </th>
  );
}

/** Where the list begins on the page, anew when what stands above it changes its height. */
function useTopOf(frame: { current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const box = frame.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [frame]);
  return top;
}
