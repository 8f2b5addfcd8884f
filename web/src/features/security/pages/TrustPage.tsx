import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';

import { Sparkline } from '@/ui/chart/Sparkline';
import { Meter } from '@/ui/Meter';
import { Section } from '@/ui/Section';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { rowLink, Rows, type Column } from '@/ui/table/Rows';
import { useRowKeys } from '@/ui/useRowKeys';

import { trustHistoryQuery, trustQuery, type Trust, type TrustKind } from '../api';
import classes from '../components/Security.module.css';
import { SecurityPage } from '../components/SecurityPage';
import type { TrustSearch } from '../routes';
import { useKeyName } from '../useKeyName';
import trustClasses from './TrustPage.module.css';

const route = getRouteApi('/shell/security/trust');

/** What can be trusted more or less, and what is said where there is none of it. */
const KINDS: Record<TrustKind, { label: string; none: string }> = {
  tool: { label: 'Tools', none: 'Nothing was seen of any tool, so each has a score of 100.' },
  agent: { label: 'Agents', none: 'Nothing was seen of any agent, so each has a score of 100.' },
  skill: { label: 'Skills', none: 'No skill was scanned in the last 30 days.' },
  api_key: { label: 'API keys', none: 'Nothing was seen of any API key, so each has a score of 100.' },
};

/** How far tools, agents, skills and keys are trusted, by what was seen of them. */
export function TrustPage() {
  const { kind = 'tool', open } = route.useSearch();
  const navigate = route.useNavigate();
  const read = useQuery(trustQuery(kind));
  const nameOf = useNameOf(kind);
  useRowKeys();
  const show = (next: TrustSearch) => void navigate({ search: next, replace: true, resetScroll: false });
  const { label, none } = KINDS[kind];
  return (
    <SecurityPage title="Trust">
      <div className={classes.row}>
        <SegmentedControl
          aria-label="Whose trust"
          data={Object.entries(KINDS).map(([value, each]) => ({ value, label: each.label }))}
          value={kind}
          onChange={(value) => show({ kind: inAddress(value) })}
        />
        <span className={classes.muted}>
          {kind === 'skill'
            ? 'As the last scan found it; a new scan makes a new score.'
            : '100 until something is seen, and better again with time.'}
        </span>
      </div>
      {read.isPending && <Loading label="Loading trust" heights={[320]} />}
      {read.isError && !read.data && (
        <ErrorState title="Trust could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
      {read.data?.length === 0 && (
        <EmptyState title={none}>
          {kind === 'skill' && (
            <Link to="/scan" className={classes.link}>
              Scan a skill
            </Link>
          )}
        </EmptyState>
      )}
      {read.data && read.data.length > 0 && (
        <Rows
          caption={label}
          columns={columnsOf(nameOf)}
          rows={read.data}
          keyOf={({ name }) => name}
          current={open}
          links
        />
      )}
      <SidePanel
        opened={open !== undefined}
        title={open === undefined ? '' : nameOf(open)}
        onClose={() => show({ kind: inAddress(kind) })}
      >
        {open !== undefined && <TrustPanel kind={kind} name={open} />}
      </SidePanel>
    </SecurityPage>
  );
}

function useNameOf(kind: TrustKind): (name: string) => string {
  const keyName = useKeyName();
  return kind === 'api_key' ? keyName : (name) => name;
}

/** A kind as the address has it, where tools need no word. */
function inAddress(kind: string): TrustSearch['kind'] {
  return (['agent', 'skill', 'api_key'] as const).find((each) => each === kind);
}

function columnsOf(nameOf: (name: string) => string): Column<Trust>[] {
  return [
    {
      name: 'Name',
      main: true,
      cell: ({ kind, name }) => (
        <Link
          to="/security/trust"
          search={{ kind: inAddress(kind), open: name }}
          replace
          resetScroll={false}
          className={rowLink}
          data-row
        >
          <span className={classes.name}>{nameOf(name)}</span>
        </Link>
      ),
    },
    {
      name: 'Mostly because of',
      from: 'middle',
      plain: true,
      cell: ({ reasons }) => reasons[0]?.words ?? 'Nothing speaks against it',
    },
    { name: 'Trust', numeric: true, cell: ({ score }) => Math.round(score) },
    { name: 'Of 100', from: 'wide', cell: (trust) => <Score name={nameOf(trust.name)} score={trust.score} /> },
  ];
}

function Score({ name, score }: Pick<Trust, 'name' | 'score'>) {
  const tone = score < 40 ? 'failed' : score < 70 ? 'attention' : 'plain';
  return (
    <div className={trustClasses.meter}>
      <Meter label={`Trust in ${name}`} text={`${Math.round(score)} of 100`} parts={[{ share: score / 100, tone }]} />
    </div>
  );
}

function TrustPanel({ kind, name }: { kind: TrustKind; name: string }) {
  const read = useQuery(trustHistoryQuery(kind, name));
  if (read.isPending) return <Loading label="Loading its trust" heights={[160]} />;
  if (read.isError) {
    return <ErrorState title="Its trust could not be loaded" error={read.error} onRetry={() => void read.refetch()} />;
  }
  const { score, reasons, history } = read.data;
  return (
    <>
      <div className={trustClasses.figure}>
        {Math.round(score)} <span className={classes.muted}>of 100</span>
      </div>
      <Section title="The last 30 days">
        <div className={trustClasses.course}>
          <Sparkline values={history.map((point) => point.score)} />
          <span className={classes.muted}>{courseText(history)}</span>
        </div>
      </Section>
      <Section title="Why">
        <ul className={trustClasses.reasons}>
          {reasons.map(({ words, points }) => (
            <li key={words}>
              <span>{words}</span> <span className={trustClasses.points}>{signed(points)}</span>
            </li>
          ))}
        </ul>
        {reasons.length === 0 && <p className={classes.muted}>Nothing speaks against it.</p>}
      </Section>
      <p>
        {kind === 'skill' ? (
          <Link to="/scan" className={classes.link}>
            Scans
          </Link>
        ) : (
          <Link to="/security/events" search={{ [kind === 'api_key' ? 'key' : kind]: name }} className={classes.link}>
            Its events
          </Link>
        )}
      </p>
    </>
  );
}

function courseText(history: { score: number }[]): string {
  const [first, last] = [history[0], history.at(-1)];
  return first && last ? `From ${Math.round(first.score)} to ${Math.round(last.score)}` : '';
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}
