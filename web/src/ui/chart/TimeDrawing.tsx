import { useMemo } from 'react';
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

import { formatBucket, formatTick } from '@/lib/format/calendar';

import { joined, pointsOf, type Point, type Series, type TimeData } from './series';
import classes from './TimeChart.module.css';
import { AXIS, CURSOR, GRID, MARGIN } from './axes';

const THIN = 0.06; // Of all layers together.

export interface TimeDrawingProps {
  data: TimeData;
  format: (value: number) => string;
  formatAxis: (value: number) => string;
  form: 'area' | 'bars';
}

/** The drawn chart. Colours are the page's tokens, so that it follows the scheme by itself. */
export default function TimeDrawing({ data, format, formatAxis, form }: TimeDrawingProps) {
  const points = useMemo(() => joined(pointsOf(data)), [data]);
  const { grain, timeZone, series } = data;
  const isLong = points.length > 30;
  const thin = useMemo(() => thinLayers(series), [series]);
  const hasForecast = (data.expected?.length ?? 0) > 0;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} margin={MARGIN} accessibilityLayer={false} barCategoryGap="20%">
        <CartesianGrid {...GRID} />
        <XAxis
          {...AXIS}
          dataKey="at"
          ticks={isLong && grain === 'hour' ? daysOf(points, timeZone) : undefined}
          minTickGap={40}
          interval="preserveStartEnd"
          tickFormatter={(at: string) => formatTick(at, grain, timeZone, isLong)}
        />
        <YAxis {...AXIS} width={56} tickFormatter={formatAxis} domain={[0, 'auto']} />
        <Tooltip
          cursor={CURSOR}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = active ? (payload[0]?.payload as Point | undefined) : undefined;
            return point ? <Reading point={point} data={data} format={format} /> : null;
          }}
        />
        {series.map((each, index) => layer(each, form, index === series.length - 1, thin.has(each.key)))}
        {hasForecast && (
          <Line
            dataKey="expected"
            type="monotone"
            stroke="var(--series-1)"
            strokeWidth={1.5}
            strokeDasharray="4 4"
            dot={false}
            activeDot={{ r: 3 }}
            isAnimationActive={false}
          />
        )}
        {data.marks?.map(({ at }) => (
          <ReferenceDot
            key={at}
            x={at}
            y={0}
            r={4}
            fill="var(--bar-attention)"
            stroke="var(--panel)"
            strokeWidth={1.5}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A plain function: the chart looks for its layers among its children by their type. */
function layer({ key, colour }: Series, form: 'area' | 'bars', isTop: boolean, isThin: boolean) {
  const value = (point: Point) => (point.isOpen && form === 'area' ? null : (point.values[key] ?? null));
  const hue = `var(--series-${colour})`;
  if (form === 'bars') {
    return (
      <Bar
        key={key}
        dataKey={value}
        stackId="all"
        fill={hue}
        maxBarSize={18}
        radius={isTop ? [3, 3, 0, 0] : 0}
        isAnimationActive={false}
      />
    );
  }
  return (
    <Area
      key={key}
      dataKey={value}
      stackId="all"
      type="monotone"
      stroke={isThin ? 'none' : hue}
      strokeWidth={1.5}
      fill={hue}
      fillOpacity={isThin ? 0.6 : 0.16}
      dot={false}
      activeDot={isThin ? false : { r: 3, strokeWidth: 0 }}
      isAnimationActive={false}
    />
  );
}

/** The hours with which days begin: enough beside an axis of several days. */
function daysOf(points: Point[], timeZone: string): string[] {
  const days = points.map(({ at }) => formatTick(at, 'day', timeZone));
  return points.filter((_point, index) => index > 0 && days[index] !== days[index - 1]).map(({ at }) => at);
}

/** Layers too thin for a line of their own: it would lie upon the line of the layer below. */
function thinLayers(series: Series[]): Set<string> {
  const sums = series.map(({ key, values }) => [key, values.reduce((sum, value) => sum + value, 0)] as const);
  const total = sums.reduce((sum, [, value]) => sum + value, 0);
  return new Set(sums.filter(([, value]) => value < THIN * total).map(([key]) => key));
}

interface ReadingProps {
  point: Point;
  data: TimeData;
  format: (value: number) => string;
}

/** The values under the pointer, the topmost layer first, as they are drawn. */
function Reading({ point, data: { series, grain, timeZone, marks = [] }, format }: ReadingProps) {
  const remarks = marks.filter(({ at }) => Date.parse(at) === Date.parse(point.at));
  const parts = series.filter(({ key }) => (point.values[key] ?? 0) > 0).toReversed();
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>{formatBucket(point.at, grain, timeZone)}</div>
      <dl>
        {parts.map(({ key, label, colour }) => (
          <Entry key={key} label={label} colour={colour} value={format(point.values[key] ?? 0)} />
        ))}
        {point.total !== null && (
          <>
            <dt className={classes.sum}>{point.isOpen ? 'So far' : 'Total'}</dt>
            <dd className={classes.sum}>{format(point.total)}</dd>
          </>
        )}
        {point.expected !== null && point.expected !== point.total && (
          <>
            <dt>Forecast</dt>
            <dd>{format(point.expected)}</dd>
          </>
        )}
      </dl>
      {remarks.map(({ text }) => (
        <p key={text} className={classes.remark}>
          {text}
        </p>
      ))}
    </div>
  );
}

function Entry({ label, colour, value }: { label: string; colour: number; value: string }) {
  return (
    <>
      <dt>
        <span className={classes.dot} data-colour={colour} aria-hidden />
        {label}
      </dt>
      <dd>{value}</dd>
    </>
  );
}
