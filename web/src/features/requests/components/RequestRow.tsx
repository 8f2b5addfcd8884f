import { memo } from 'react';

import { formatCallCost } from '@/lib/format/money';
import { formatCompact, UNKNOWN } from '@/lib/format/number';
import { formatMoment, formatMs, formatStamp } from '@/lib/format/time';
import { Status } from '@/ui/status/Status';

import type { RequestItem } from '../api';
import { callerOf, outcomeOf } from '../outcomes';
import classes from './RequestList.module.css';

export interface RequestRowProps {
  item: RequestItem;
  /** Place in the whole list, from 0. */
  index: number;
  isCurrent: boolean;
  onOpen: (item: RequestItem) => void;
}

/** One attempt; a click anywhere opens it. */
export const RequestRow = memo(function RequestRow({ item, index, isCurrent, onOpen }: RequestRowProps) {
  const { label, tone } = outcomeOf(item);
  const { who, what } = callerOf(item);
  return (
    <tr className={classes.row} aria-rowindex={index + 2} data-current={isCurrent || undefined}>
      <td data-on="when" className={classes.muted}>
        <time dateTime={item.admitted_at} title={formatMoment(item.admitted_at)}>
          {formatStamp(item.admitted_at)}
        </time>
      </td>
      <td>
        <Status tone={tone} label={item.status !== null && item.status >= 400 ? `${label} ${item.status}` : label} />
      </td>
      <td data-on="model">
        <button type="button" className={classes.open} data-row onClick={() => onOpen(item)}>
          <span className={classes.model}>{item.model}</span> <span className={classes.muted}>{item.connection}</span>
        </button>
      </td>
      <td data-from="middle" data-on="no">
        {what ?? who ?? UNKNOWN} {what && who && <span className={classes.muted}>{who}</span>}
      </td>
      <td data-numeric data-from="wide" data-on="no">
        {formatCompact(item.input_tokens)}
      </td>
      <td data-numeric data-from="wide" data-on="no">
        {formatCompact(item.output_tokens)}
      </td>
      <td data-numeric data-on="no">
        {formatMs(item.duration_ms)}
      </td>
      <td data-numeric data-on="cost">
        {item.is_estimated && (
          <span className={classes.estimated} title="Estimated: the provider did not say what was used">
            ~
          </span>
        )}
        {formatCallCost(item.cost_usd)}
      </td>
    </tr>
  );
});
