import { Skeleton } from '@mantine/core';

import classes from './states.module.css';

export interface LoadingProps {
  /** What is being loaded, for screen readers: "Loading missions". */
  label: string;
  /** Height of each placeholder in px: the height of what will stand there. */
  heights: number[];
  /** Placeholders per row on a wide page. */
  columns?: number;
}

/** Hold the place of what is coming. The shapes appear after 150 ms, the space is taken at once. */
export function Loading({ label, heights, columns = 1 }: LoadingProps) {
  return (
    <div className={classes.loading} role="status" aria-label={label} data-columns={columns}>
      {heights.map((height, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </div>
  );
}
