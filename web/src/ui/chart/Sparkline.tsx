import classes from './Sparkline.module.css';

const WIDTH = 88;
const HEIGHT = 22;

/** The shape of a series, from zero; the figures beside it say what it amounts to. */
export function Sparkline({ values }: { values: number[] }) {
  const top = Math.max(...values, 0);
  if (values.length < 2 || top === 0) return null;
  const line = values.map((value, index) => `${x(index, values.length)},${y(value, top)}`).join(' ');
  return (
    <svg className={classes.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      <polygon className={classes.area} points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
      <polyline className={classes.line} points={line} />
    </svg>
  );
}

function x(index: number, count: number): number {
  return Math.round((index / (count - 1)) * WIDTH * 10) / 10;
}

function y(value: number, top: number): number {
  return Math.round((HEIGHT - 1 - (Math.max(0, value) / top) * (HEIGHT - 2)) * 10) / 10;
}
