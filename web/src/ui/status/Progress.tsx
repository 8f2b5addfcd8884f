import type { CSSProperties } from 'react';

import classes from './Progress.module.css';
import type { Tone } from './Status';

export interface ProgressProps {
  tone: Tone;
  /** 0 to 100. */
  percent: number;
  /** Accessible name: the title of what moves. */
  label: string;
  /** What a screen reader says for the value: "42 percent, step 3 of 6: Read sources". */
  text: string;
  /** Share of each segment that is filled, 0 to 1. One segment when absent. */
  segments?: number[];
}

/** A bar of one or more segments, each filled in part. */
export function Progress({ tone, percent, label, text, segments }: ProgressProps) {
  return (
    <div
      className={classes.progress}
      data-tone={tone}
      data-segmented={segments ? true : undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(percent)}
      aria-valuetext={text}
    >
      {(segments ?? [percent / 100]).map((share, index) => (
        <span key={index} className={classes.segment}>
          <span className={classes.fill} style={{ '--share': share } as CSSProperties} />
        </span>
      ))}
    </div>
  );
}
