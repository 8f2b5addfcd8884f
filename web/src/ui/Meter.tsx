import type { CSSProperties } from 'react';

import classes from './Meter.module.css';

export interface MeterPart {
  /** Share of the whole length, 0 to 1. */
  share: number;
  /** Number of a series colour, or what the part means. */
  tone: number | 'plain' | 'held' | 'attention' | 'failed';
}

export interface MeterProps {
  parts: MeterPart[];
  /** Accessible name: what is measured. */
  label: string;
  /** What it says: "$213 of $300". */
  text: string;
}

/** How much of something is used, and by what. The figures stand beside it. */
export function Meter({ parts, label, text }: MeterProps) {
  const filled = parts.reduce((sum, { share }) => sum + share, 0);
  return (
    <div
      className={classes.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(Math.min(1, filled) * 100)}
      aria-valuetext={text}
    >
      {fitted(parts).map(({ share, tone }, index) => (
        <span key={index} className={classes.part} data-tone={tone} style={{ '--share': share } as CSSProperties} />
      ))}
    </div>
  );
}

/** Shares that together are more than the whole are cut where the length ends. */
function fitted(parts: MeterPart[]): MeterPart[] {
  let left = 1;
  return parts
    .map(({ share, tone }) => {
      const taken = Math.max(0, Math.min(left, share));
      left -= taken;
      return { share: taken, tone };
    })
    .filter(({ share }) => share > 0);
}
