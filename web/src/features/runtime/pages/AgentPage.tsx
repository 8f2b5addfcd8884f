import { ApiError } from '@pilothouse/client';
import { IconMessage } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';

import { useMay } from '@/lib/api/me';
import type { Agent } from '@/lib/api/tools';
import { formatCount, UNKNOWN } from '@/lib/format/number';
import { formatDuration } from '@/lib/format/time';
import { Facts, type Fact } from '@/ui/Facts';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { agentQuery } from '../api';
import { Figures } from '../components/Figures';
import { Problem } from '../components/Notes';
import { sourceOf } from '../source';
import classes from './Detail.module.css';

const route = getRouteApi('/shell/agents/$agentName');

/** One agent: what it is told, what it may use, how it has done, and the way to talk to it. */
export function AgentPage() {
  const { agentName } = route.useParams();
  const agent = useQuery(agentQuery(agentName));
  if (agent.data) return <AgentDetail agent={agent.data} />;
  if (agent.isPending) {
    return (
      <Page title={agentName}>
        <Loading label="Loading the agent" heights={[80, 320]} />
      </Page>
    );
  }
  const isMissing = agent.error instanceof ApiError && agent.error.status === 404;
  return (
    <Page title={isMissing ? 'No such agent' : agentName}>
      {isMissing ? (
        <EmptyState title={`No agent is called ${agentName}.`}>
          <LinkButton to="/tools" search={{ tab: 'agents' }}>
            See all agents
          </LinkButton>
        </EmptyState>
      ) : (
        <ErrorState title="The agent could not be loaded" error={agent.error} onRetry={() => void agent.refetch()} />
      )}
    </Page>
  );
}

function AgentDetail({ agent }: { agent: Agent }) {
  const mayTalk = useMay('agents:invoke');
  return (
    <Page
      title={agent.title}
      meta={
        <>
          <Link to="/tools" search={{ tab: 'agents' }} className={classes.back}>
            Tools and agents
          </Link>
          <code>{agent.name}</code>
        </>
      }
      actions={
        mayTalk && (
          <LinkButton to="/chat" search={{ agent: agent.name }} leftSection={<IconMessage size={16} />}>
            Talk to it
          </LinkButton>
        )
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <p className={classes.text}>{agent.description}</p>
          <Problem agent={agent} />
          <Section title="Tools" note={agent.tools.includes('*') ? 'every tool the person may use' : undefined}>
            <ToolNames tools={agent.tools} />
          </Section>
          {agent.instructions && (
            <Section title="Instructions">
              <pre className={classes.code} tabIndex={0} aria-label="Instructions">
                {agent.instructions}
              </pre>
            </Section>
          )}
        </div>
        <aside className={classes.aside} aria-label="About this agent">
          <Section title="Figures" note={`${agent.statistics.days} days`} panel>
            <Figures statistics={agent.statistics} unit="run" />
          </Section>
          <Section title="Facts" panel>
            <Facts facts={factsOf(agent)} />
          </Section>
        </aside>
      </div>
    </Page>
  );
}

/** Names lead to their tools; a pattern such as "table_*" stands for several. */
function ToolNames({ tools }: { tools: string[] }) {
  if (tools.length === 0) return <p>It uses none.</p>;
  return (
    <ul className={classes.tools}>
      {tools.map((name) => (
        <li key={name}>
          {name.includes('*') ? (
            <span className={classes.tool}>{name}</span>
          ) : (
            <Link to="/tools/$toolName" params={{ toolName: name }} className={classes.tool}>
              {name}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function factsOf(agent: Agent): Fact[] {
  const limits = Object.entries(agent.limits).filter(([, value]) => value !== null);
  return [
    { name: 'Model', value: agent.model },
    { name: 'Temperature', value: agent.temperature ?? UNKNOWN },
    { name: 'Longest answer', value: `${formatCount(agent.max_output_tokens)} tokens` },
    { name: 'Time limit', value: formatDuration(agent.timeout_s) },
    ...limits.map(([name, value]) => ({ name: wordsOf(name), value: formatCount(Number(value)) })),
    { name: 'Permissions', value: agent.permissions.join(', ') || 'none' },
    { name: 'Source', value: sourceOf(agent.source) },
  ];
}

function wordsOf(name: string): string {
  const words = name.replace(/^max_/, 'most ').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
