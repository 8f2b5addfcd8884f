import { useMemo } from 'react';

import type { Dimension, Spend, SpendGroup } from '@/lib/api/spend';
import { formatUsd } from '@/lib/format/money';
import { formatCompact, formatShare } from '@/lib/format/number';
import { Section } from '@/ui/Section';
import { Sparkline } from '@/ui/chart/Sparkline';
import { Rows, rowLink, type Column } from '@/ui/table/Rows';

import { keyOfGroup, layersOf, REST } from '../layers';
import type { Costs } from '../useCosts';
import { DIMENSION_WORDS, nameOfGroup } from '../words';
import classes from './Breakdown.module.css';

interface Line {
  key: string;
  group: SpendGroup;
  name: string;
  colour: number | undefined;
  share: number;
}

/** Every model, agent, user or the like with what it spent; a click narrows the page to it. */
export function Breakdown({ spend, costs }: { spend: Spend; costs: Costs }) {
  const { by, measure, change } = costs;
  const lines = useMemo(() => linesOf(spend, by, measure), [spend, by, measure]);
  const columns = useMemo(() => columnsFor(by, (value) => change({ [by]: value })), [by, change]);
  return (
    <Section title={`By ${DIMENSION_WORDS[by].one.toLowerCase().replace('api', 'API')}`} note={noteOf(by)} panel>
      <Rows
        caption={`Spend by ${DIMENSION_WORDS[by].one.toLowerCase()}`}
        columns={columns}
        rows={lines}
        keyOf={({ key }) => key}
        bare
        links
      />
    </Section>
  );
}

function noteOf(by: Dimension): string | undefined {
  return by === 'team' ? 'A call of someone in two teams counts in both' : undefined;
}

function linesOf(spend: Spend, by: Dimension, measure: Costs['measure']): Line[] {
  const layers = new Map(layersOf(spend, by, measure).map(({ key, colour }) => [key, colour]));
  const total = Number(spend.totals.cost_usd);
  return spend.groups.map((group) => {
    const key = keyOfGroup(group, by);
    const share = total > 0 ? Number(group.totals.cost_usd) / total : 0;
    return { key, group, name: nameOfGroup(group, by), colour: layers.get(key) ?? layers.get(REST), share };
  });
}

function columnsFor(by: Dimension, onNarrow: (value: string) => void): Column<Line>[] {
  return [
    { name: DIMENSION_WORDS[by].one, main: true, cell: (line) => <Name line={line} onNarrow={onNarrow} /> },
    { name: 'Trend', from: 'wide', cell: ({ group }) => <Sparkline values={group.series.cost_usd.map(Number)} /> },
    { name: 'Calls', numeric: true, cell: ({ group }) => formatCompact(group.totals.calls) },
    {
      name: 'Tokens',
      numeric: true,
      from: 'middle',
      cell: ({ group }) => formatCompact(group.totals.input_tokens + group.totals.output_tokens),
    },
    { name: 'Share', numeric: true, cell: ({ share }) => formatShare(share) },
    { name: 'Spend', numeric: true, cell: ({ group }) => formatUsd(group.totals.cost_usd) },
  ];
}

function Name({ line, onNarrow }: { line: Line; onNarrow: (value: string) => void }) {
  const value = line.group.key[0]?.value;
  const content = (
    <>
      <span className={classes.dot} data-colour={line.colour} aria-hidden />
      <span className={classes.text}>{line.name}</span>
    </>
  );
  if (!value) return <span className={classes.name}>{content}</span>;
  return (
    <button
      type="button"
      className={`${classes.name} ${rowLink}`}
      data-row
      title={`Show only ${line.name}`}
      onClick={() => onNarrow(value)}
    >
      {content}
    </button>
  );
}
