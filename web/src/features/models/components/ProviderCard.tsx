import { useState } from 'react';

import { formatCount, formatShare, UNKNOWN } from '@/lib/format/number';
import { formatMs } from '@/lib/format/time';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import type { Breaker, Connection, Provider } from '../api';
import { BREAKERS, healthOf, labelOfType, STATES } from '../providers';
import { ConnectionActions } from './ConnectionActions';
import classes from './Providers.module.css';

export interface ProviderCardProps {
  provider?: Provider;
  connection?: Connection;
  mayWrite: boolean;
}

const SHOWN = 4;
const FEW = 20; // A rate of fewer calls says little.

/** One connection: how calls went of late, and which models are left alone. */
export function ProviderCard({ provider, connection, mayWrite }: ProviderCardProps) {
  const name = connection?.name ?? provider?.connection ?? '';
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.head}>
        <div>
          <h3 className={classes.name}>{name}</h3>
          <p className={classes.kind}>{kindText(provider, connection)}</p>
        </div>
        {provider ? (
          <Status {...STATES[provider.state]} />
        ) : (
          <Status tone="paused" label={connection?.is_enabled ? 'Starting' : 'Switched off'} />
        )}
      </div>
      {provider?.problem && <p className={classes.problem}>{provider.problem}</p>}
      {provider && provider.type !== 'builtin' && <Figures provider={provider} />}
      {provider && provider.breakers.length > 0 && <Breakers breakers={provider.breakers} />}
      {connection && mayWrite && <ConnectionActions connection={connection} />}
    </article>
  );
}

function kindText(provider: Provider | undefined, connection: Connection | undefined): string {
  const type = labelOfType(connection?.type ?? provider?.type ?? '');
  const keys = connection?.key_hints.map((hint) => (hint ? `…${hint}` : 'a short key')) ?? [];
  const owner = provider?.owner === 'operator' ? ['from the installation’s settings'] : [];
  return [type, ...owner, ...(keys.length > 0 ? [`key ${keys.join(', ')}`] : [])].join(' · ');
}

function Figures({ provider }: { provider: Provider }) {
  const { calls, failed, medianMs, firstByteMs } = healthOf(provider.health);
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Answered, 15 min</dt>
        <dd>
          {calls === 0 ? UNKNOWN : formatShare((calls - failed) / calls)}
          {calls > 0 && (
            <span className={classes.few}>{` of ${formatCount(calls)}${calls < FEW ? ', few calls' : ''}`}</span>
          )}
        </dd>
      </div>
      <div>
        <dt>Median answer</dt>
        <dd>{formatMs(medianMs)}</dd>
      </div>
      <div>
        <dt>First byte</dt>
        <dd>{formatMs(firstByteMs)}</dd>
      </div>
    </dl>
  );
}

/** Models behind each key, those that are left alone first. */
function Breakers({ breakers }: { breakers: Breaker[] }) {
  const [all, setAll] = useState(false);
  const ordered = breakers.toSorted((a, b) => Number(a.state === 'closed') - Number(b.state === 'closed'));
  const shown = all ? ordered : ordered.slice(0, SHOWN);
  return (
    <ul className={classes.breakers}>
      {shown.map((breaker) => (
        <BreakerLine key={`${breaker.model} ${breaker.key_hint ?? ''}`} breaker={breaker} />
      ))}
      {ordered.length > shown.length && (
        <li>
          <button type="button" className={classes.more} onClick={() => setAll(true)}>
            Show {ordered.length - shown.length} more
          </button>
        </li>
      )}
    </ul>
  );
}

function BreakerLine({ breaker }: { breaker: Breaker }) {
  const { model, key_hint: hint, tried_again_in_s: waitS, last_error: error, last_error_at: errorAt } = breaker;
  return (
    <li className={classes.breaker}>
      <span className={classes.model} title={model}>
        {model}
        {hint && ` …${hint}`}
      </span>
      <Status {...BREAKERS[breaker.state]} />
      {(error !== null || waitS > 0) && (
        <span className={classes.note}>
          {waitS > 0 && `Tried again in ${Math.ceil(waitS)} s. `}
          {breaker.state === 'half_open' && 'The next call tries it. '}
          {error}
          {errorAt && (
            <>
              {' '}
              (<When at={errorAt} />)
            </>
          )}
        </span>
      )}
    </li>
  );
}
