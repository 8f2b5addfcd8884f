import classes from './Status.module.css';

/** The tones a status may have; each has one colour and nothing else uses it. */
export type Tone = 'queued' | 'running' | 'attention' | 'paused' | 'done' | 'failed';

export interface StatusProps {
  tone: Tone;
  /** The word; colour never speaks alone. */
  label: string;
}

/** A dot and a word on a light tint of their own colour. */
export function Status({ tone, label }: StatusProps) {
  return (
    <span className={classes.status} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {label}
    </span>
  );
}
