import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { formatCallCost, formatUsdExactly } from '@/lib/format/money';
import { countOf, formatCount, UNKNOWN } from '@/lib/format/number';
import { formatMoment, formatMs } from '@/lib/format/time';
import { CopyText } from '@/ui/CopyText';
import { Facts, type Fact } from '@/ui/Facts';
import { Meter } from '@/ui/Meter';
import { Section } from '@/ui/Section';
import { Status } from '@/ui/status/Status';

import { wholeRequestQuery, type Attempt, type RequestItem } from '../api';
import { OPERATIONS, outcomeOf } from '../outcomes';
import classes from './RequestPanel.module.css';

/** Everything the ledger knows of one attempt, with the others of its request. */
export function RequestPanel({ item }: { item: RequestItem }) {
  const whole = useQuery(wholeRequestQuery(item.request_id));
  const own = whole.data?.attempts.find(({ id }) => id === item.id);
  return (
    <>
      <div className={classes.top}>
        <Status {...outcomeOf(item)} />
        <span className={classes.cost}>{formatUsdExactly(item.cost_usd)}</span>
      </div>
      {item.error_code && (
        <p className={classes.problem}>
          {item.status === null ? 'It failed: ' : `The provider answered ${item.status}: `}
          <code>{item.error_code}</code>
        </p>
      )}
      <Facts facts={factsOf(item)} />
      <Timing item={item} />
      <Tokens item={item} />
      {whole.data && whole.data.attempts.length > 1 && (
        <Section title="Attempts" note={`${formatUsdExactly(whole.data.cost_usd)} in all`}>
          <ol className={classes.attempts}>
            {whole.data.attempts.map((attempt) => (
              <AttemptLine key={attempt.id} attempt={attempt} isCurrent={attempt.id === item.id} />
            ))}
          </ol>
        </Section>
      )}
      {own && own.scopes.length > 0 && (
        <Section title="Counts for" note={countOf(own.scopes.length, 'scope')}>
          <ul className={classes.scopes}>
            {own.scopes.map((scope) => (
              <li key={scope} className={classes.scope}>
                {scope}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function factsOf(item: RequestItem): Fact[] {
  const facts: (Fact | false)[] = [
    { name: 'Model', value: item.model },
    item.requested_model !== item.model && { name: 'Asked for', value: item.requested_model },
    {
      name: 'Connection',
      value: item.connection === item.provider ? item.connection : `${item.connection} (${item.provider})`,
    },
    { name: 'Kind', value: `${OPERATIONS[item.operation] ?? item.operation}${item.is_streaming ? ', streamed' : ''}` },
    { name: 'Time', value: formatMoment(item.admitted_at) },
    { name: 'User', value: item.user_name ?? UNKNOWN },
    item.api_key_id !== null && { name: 'API key', value: item.api_key_name ?? item.api_key_id },
    item.agent !== null && { name: 'Agent', value: item.agent },
    item.team_names.length > 0 && { name: 'Teams', value: item.team_names.join(', ') },
    item.mission_id !== null && { name: 'Mission', value: <MissionLink id={item.mission_id} /> },
    item.tags.length > 0 && { name: 'Tags', value: item.tags.join(', ') },
    { name: 'Request', value: <CopyText text={item.request_id} label="request id" /> },
    item.answer_id !== null && { name: 'Answer', value: <CopyText text={item.answer_id} label="answer id" /> },
    { name: 'Prices', value: item.price_version },
    Number(item.saved_usd) > 0 && { name: 'Saved by cache', value: formatUsdExactly(item.saved_usd) },
    Number(item.overrun_usd) > 0 && { name: 'Above its hold', value: formatUsdExactly(item.overrun_usd) },
    item.is_estimated && { name: 'Usage', value: 'Estimated: the provider did not say what was used' },
  ];
  return facts.filter((fact) => fact !== false);
}

function MissionLink({ id }: { id: string }) {
  return (
    <Link to="/missions/$missionId" params={{ missionId: id }}>
      Open the mission
    </Link>
  );
}

/** When the answer began and ended. */
function Timing({ item: { duration_ms: all, first_byte_ms: first } }: { item: RequestItem }) {
  if (all === null) return null;
  const share = first === null || all === 0 ? 1 : Math.min(1, first / all);
  const words =
    first === null ? `Took ${formatMs(all)}` : `First byte after ${formatMs(first)}, all of it after ${formatMs(all)}`;
  return (
    <Section title="Timing" note={words}>
      <Meter
        label="Timing"
        text={words}
        parts={
          first === null
            ? [{ share: 1, tone: 1 }]
            : [
                { share, tone: 6 },
                { share: 1 - share, tone: 1 },
              ]
        }
      />
    </Section>
  );
}

function Tokens({ item }: { item: RequestItem }) {
  const fresh = Math.max(0, item.input_tokens - item.cached_input_tokens - item.cache_write_tokens);
  const facts: Fact[] = [
    { name: 'Fresh input', value: formatCount(fresh) },
    { name: 'From cache', value: formatCount(item.cached_input_tokens) },
    { name: 'Written to cache', value: formatCount(item.cache_write_tokens) },
    { name: 'Output', value: outputText(item) },
  ];
  if (item.server_tool_calls > 0) facts.push({ name: 'Server tools', value: countOf(item.server_tool_calls, 'use') });
  return (
    <Section title="Tokens" note={`${formatCount(item.input_tokens + item.output_tokens)} in all`}>
      <Facts facts={facts} />
    </Section>
  );
}

function outputText({ output_tokens: output, reasoning_tokens: reasoning }: RequestItem): string {
  return reasoning > 0 ? `${formatCount(output)}, of which ${formatCount(reasoning)} reasoning` : formatCount(output);
}

function AttemptLine({ attempt, isCurrent }: { attempt: Attempt; isCurrent: boolean }) {
  return (
    <li className={classes.attempt} data-current={isCurrent || undefined}>
      <Status {...outcomeOf(attempt)} />
      <span className={classes.model}>{`${attempt.provider}/${attempt.model}`}</span>
      <span>{formatCallCost(attempt.cost_usd)}</span>
      <span className={classes.note}>
        {attempt.kind === 'correction' ? 'Corrects an earlier row' : `Attempt ${attempt.attempt}`}
        {attempt.error_code && `, ${attempt.error_code}`}
      </span>
    </li>
  );
}
