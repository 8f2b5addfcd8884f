import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

import { formatUsd, formatUsdAxis } from '@/lib/format/money';
import { formatStamp } from '@/lib/format/time';
import { AXIS, CURSOR, GRID, MARGIN } from '@/ui/chart/axes';

import type { BurnDown, BurnPoint } from '../burnDown';
import classes from './BurnDownChart.module.css';

/** What is left of the limit, from the window's start to its end; dashed where its pace leads. */
export default function BurnDownDrawing({ burnDown: { points, startsAt, endsAt, limit } }: { burnDown: BurnDown }) {
  const isShort = endsAt - startsAt < 3 * 86_400_000;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid {...GRID} />
        <XAxis
          {...AXIS}
          dataKey="at"
          type="number"
          scale="time"
          domain={[startsAt, endsAt]}
          minTickGap={40}
          tickFormatter={(at: number) => tick(at, isShort)}
        />
        <YAxis {...AXIS} width={52} domain={[0, limit]} tickFormatter={formatUsdAxis} allowDataOverflow />
        <Tooltip
          cursor={CURSOR}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = active ? (payload[0]?.payload as BurnPoint | undefined) : undefined;
            return point ? <Reading point={point} /> : null;
          }}
        />
        <ReferenceLine
          segment={[
            { x: startsAt, y: limit },
            { x: endsAt, y: 0 },
          ]}
          stroke="var(--line-strong)"
          strokeWidth={1}
        />
        <Area
          dataKey="left"
          type="linear"
          stroke="var(--series-1)"
          strokeWidth={1.5}
          fill="var(--series-1)"
          fillOpacity={0.16}
          dot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="projected"
          type="linear"
          stroke="var(--series-1)"
          strokeWidth={1.5}
          strokeDasharray="4 4"
          dot={false}
          connectNulls
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Reading({ point: { at, left, projected } }: { point: BurnPoint }) {
  const isProjected = left === null;
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>{formatStamp(new Date(at).toISOString())}</div>
      {formatUsd(left ?? projected)} {isProjected ? 'left at this pace' : 'left'}
    </div>
  );
}

function tick(at: number, isShort: boolean): string {
  const options: Intl.DateTimeFormatOptions = isShort
    ? { hour: '2-digit', minute: '2-digit' }
    : { day: 'numeric', month: 'short' };
  return new Date(at).toLocaleString(undefined, options);
}
