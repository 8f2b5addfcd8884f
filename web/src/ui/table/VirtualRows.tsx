import { VisuallyHidden } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';

import { Cells, Head, type RowsProps } from './Rows';
import classes from './Rows.module.css';

export interface VirtualRowsProps<Row> extends Pick<
  RowsProps<Row>,
  'caption' | 'columns' | 'rows' | 'keyOf' | 'current'
> {
  /** Called when the end comes into sight. */
  onEnd: () => void;
  /** What stands below the last row. */
  foot: ReactNode;
}

const ROW_PX = 40; // Until a row is measured; on a phone it is a card.
const AHEAD = 12; // Rows drawn beyond what is seen, so that scrolling never shows a gap.

/** `Rows` of any number that lead somewhere: only those in sight are drawn. */
export function VirtualRows<Row>({ caption, columns, rows, keyOf, current, onEnd, foot }: VirtualRowsProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const top = useTopOf(frame);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: AHEAD,
    scrollMargin: top,
    getItemKey: (index) => (rows[index] === undefined ? index : keyOf(rows[index])),
  });
  const drawn = virtual.getVirtualItems();
  const [first, last] = [drawn[0], drawn.at(-1)];
  const atEnd = last !== undefined && last.index >= rows.length - AHEAD;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd, rows.length]);
  return (
    <div ref={frame} className={classes.frame}>
      <table className={classes.table} aria-rowcount={rows.length + 1} data-links>
        <VisuallyHidden component="caption">{caption}</VisuallyHidden>
        <Head columns={columns} />
        <tbody>
          <Space height={(first?.start ?? top) - top} columns={columns.length} />
          {drawn.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = keyOf(row);
            return (
              <Cells
                key={key}
                row={row}
                columns={columns}
                isCurrent={key === current}
                index={index}
                measure={virtual.measureElement}
              />
            );
          })}
          <Space height={virtual.getTotalSize() - ((last?.end ?? top) - top)} columns={columns.length} />
        </tbody>
      </table>
      <div className={classes.foot}>{foot}</div>
    </div>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.space} style={{ '--height': `${height}px` } as CSSProperties} aria-hidden>
      <td colSpan={columns} />
    </tr>
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
