import { useQuery } from '@tanstack/react-query';

import { toolsQuery } from '@/lib/api/tools';
import type { Agent, Tool } from '@/lib/api/types';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { agentsQuery } from '../api';
import { ToolCard } from '../components/ToolCard';
import classes from './CataloguePage.module.css';

/** What there is to work with: the agents and every tool they can use. */
export function CataloguePage() {
  return (
    <Page title="Tools and agents">
      <Agents />
      <Tools />
    </Page>
  );
}

function Agents() {
  const agents = useQuery(agentsQuery);
  return (
    <Section title="Agents" note={agents.data && `${agents.data.length} registered`}>
      {agents.isPending && <Loading label="Loading agents" columns={3} heights={[96, 96]} />}
      {agents.isError && !agents.data && (
        <ErrorState title="The agents could not be loaded" error={agents.error} onRetry={() => void agents.refetch()} />
      )}
      {agents.data?.length === 0 && <EmptyState title="No agents. A function with the @agent decorator becomes one." />}
      <div className={classes.grid}>
        {agents.data?.map((agent) => (
          <AgentCard key={agent.name} agent={agent} />
        ))}
      </div>
    </Section>
  );
}

function AgentCard({ agent }: { agent: Agent }) {
  return (
    <article className={classes.card} aria-label={agent.name}>
      <h3 className={classes.title}>{agent.name}</h3>
      <p className={classes.text}>{agent.description}</p>
      {agent.tools.length > 0 && <p className={classes.tools}>{agent.tools.join('  ')}</p>}
    </article>
  );
}

function Tools() {
  const tools = useQuery(toolsQuery);
  return (
    <Section title="Tools" note={tools.data && `${tools.data.length} registered`}>
      {tools.isPending && <Loading label="Loading tools" columns={3} heights={[132, 132, 132]} />}
      {tools.isError && !tools.data && (
        <ErrorState title="The tools could not be loaded" error={tools.error} onRetry={() => void tools.refetch()} />
      )}
      {tools.data?.length === 0 && <EmptyState title="No tools. A function with the @tool decorator becomes one." />}
      <div className={classes.grid}>
        {inOrder(tools.data ?? []).map((tool) => (
          <ToolCard key={tool.name} tool={tool} />
        ))}
      </div>
    </Section>
  );
}

/** By category, then by name: neighbours do similar things. */
function inOrder(tools: Tool[]): Tool[] {
  return tools.toSorted((a, b) => a.category.localeCompare(b.category) || a.name.localeCompare(b.name));
}
