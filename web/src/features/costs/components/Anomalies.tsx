import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { formatUsd } from '@/lib/format/money';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';

import { anomaliesQuery, type Anomaly } from '../api';
import type { Costs } from '../useCosts';
import classes from './Anomalies.module.css';

const SHOWN = 4;

/** Unusually dear days, in words. */
export function Anomalies({ costs: { by, filter } }: { costs: Costs }) {
  const [all, setAll] = useState(false);
  const anomalies = useQuery(anomaliesQuery(by, filter));
  const { data } = anomalies;
  const shown = all ? data : data?.slice(0, SHOWN);
  return (
    <Section title="Unusual days" note="Last 28 days" panel>
      {anomalies.isPending && <Loading label="Loading unusual days" heights={[72]} />}
      {anomalies.isError && !data && (
        <ErrorState
          title="Unusual days could not be looked for"
          error={anomalies.error}
          onRetry={() => void anomalies.refetch()}
        />
      )}
      {data?.length === 0 && <p className={classes.none}>Nothing cost unusually much.</p>}
      <ul className={classes.list}>
        {shown?.map((anomaly) => (
          <Line key={`${anomaly.day_at} ${anomaly.key.value ?? ''}`} anomaly={anomaly} />
        ))}
      </ul>
      {data && data.length > SHOWN && !all && (
        <div>
          <button type="button" className={classes.more} onClick={() => setAll(true)}>
            Show {data.length - SHOWN} more
          </button>
        </div>
      )}
    </Section>
  );
}

function Line({ anomaly }: { anomaly: Anomaly }) {
  const excess = Number(anomaly.cost_usd) - Number(anomaly.usual_usd);
  return (
    <li className={classes.anomaly}>
      <Status tone="attention" label={anomaly.kind === 'new' ? 'New' : 'Spike'} />
      <span className={classes.text}>{anomaly.explanation}</span>
      <span className={classes.excess}>+{formatUsd(excess)}</span>
    </li>
  );
}
