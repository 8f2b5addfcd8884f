import { ApiError } from '@pilothouse/client';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';

import { useMay } from '@/lib/api/me';
import type { Tool } from '@/lib/api/tools';
import { formatUsd } from '@/lib/format/money';
import { formatDuration } from '@/lib/format/time';
import { Facts, type Fact } from '@/ui/Facts';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { toolQuery } from '../api';
import { Figures } from '../components/Figures';
import { Notes } from '../components/Notes';
import { Trial } from '../components/Trial';
import { sourceOf } from '../source';
import classes from './Detail.module.css';

const route = getRouteApi('/shell/tools/$toolName');

/** One tool: what it does, how it has done, and a way to try it. */
export function ToolPage() {
  const { toolName } = route.useParams();
  const tool = useQuery(toolQuery(toolName));
  if (tool.data) return <ToolDetail key={toolName} tool={tool.data} />;
  if (tool.isPending) {
    return (
      <Page title={toolName}>
        <Loading label="Loading the tool" heights={[80, 320]} />
      </Page>
    );
  }
  const isMissing = tool.error instanceof ApiError && tool.error.status === 404;
  return (
    <Page title={isMissing ? 'No such tool' : toolName}>
      {isMissing ? (
        <EmptyState title={`No tool is called ${toolName}.`}>
          <LinkButton to="/tools">See all tools</LinkButton>
        </EmptyState>
      ) : (
        <ErrorState title="The tool could not be loaded" error={tool.error} onRetry={() => void tool.refetch()} />
      )}
    </Page>
  );
}

function ToolDetail({ tool }: { tool: Tool }) {
  const mayRun = useMay('tools:invoke');
  return (
    <Page title={tool.title} meta={<Meta tool={tool} />}>
      <div className={classes.columns}>
        <div className={classes.main}>
          <p className={classes.text}>{tool.description}</p>
          <Section title="Try it" panel>
            {mayRun ? <Trial tool={tool} /> : <p>Running tools by hand needs the permission tools:invoke.</p>}
          </Section>
          <details>
            <summary>Schemas</summary>
            <pre className={classes.code} tabIndex={0} aria-label="Schemas">
              {JSON.stringify({ input: tool.input_schema, output: tool.output_schema }, null, 2)}
            </pre>
          </details>
        </div>
        <aside className={classes.aside} aria-label="About this tool">
          <Section title="Figures" note={`${tool.statistics.days} days`} panel>
            <Figures statistics={tool.statistics} unit="call" />
          </Section>
          <Section title="Facts" panel>
            <Facts facts={factsOf(tool)} />
          </Section>
        </aside>
      </div>
    </Page>
  );
}

function Meta({ tool }: { tool: Tool }) {
  return (
    <>
      <Link to="/tools" className={classes.back}>
        Tools and agents
      </Link>
      <code>{tool.name}</code>
      <Notes tool={tool} />
    </>
  );
}

function factsOf(tool: Tool): Fact[] {
  return [
    { name: 'Category', value: tool.category },
    { name: 'Asks a person', value: tool.confirm ? 'before each call' : 'no' },
    { name: 'Permissions', value: tool.permissions.join(', ') || 'none' },
    { name: 'Runs after', value: tool.after.join(', ') || 'anything' },
    { name: 'Time limit', value: formatDuration(tool.timeout_s) },
    { name: 'Estimate', value: `${formatUsd(tool.cost_usd)} a call` },
    { name: 'Source', value: sourceOf(tool.source) },
  ];
}
