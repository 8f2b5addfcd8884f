import { useQuery } from '@tanstack/react-query';

import { agentSearchQuery } from '@/lib/api/tools';
import { countOf } from '@/lib/format/number';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { figureLine } from '../figures';
import { Card, Cards } from './Card';
import { Problem } from './Notes';

/** Every agent, or those nearest in meaning to what is looked for. */
export function Agents({ q }: { q: string }) {
  const agents = useQuery(agentSearchQuery(q));
  if (agents.isPending) return <Loading label="Loading agents" columns={3} heights={[148, 148]} />;
  if (!agents.data) {
    return (
      <ErrorState title="The agents could not be loaded" error={agents.error} onRetry={() => void agents.refetch()} />
    );
  }
  if (agents.data.length === 0) {
    return (
      <EmptyState
        title={q ? `No agent comes near to “${q}”.` : 'No agents. A function with the @agent decorator becomes one.'}
      />
    );
  }
  return (
    <Section title={q ? 'Nearest in meaning' : 'Registered'} note={countOf(agents.data.length, 'agent')}>
      <Cards>
        {agents.data.map((agent) => (
          <Card
            key={agent.name}
            title={agent.title}
            name={agent.name}
            kind={agent.tools.includes('*') ? 'every tool' : countOf(agent.tools.length, 'tool')}
            text={agent.description}
            notes={<Problem agent={agent} />}
            figures={figureLine(agent.statistics, 'run')}
            to="/agents/$agentName"
            params={{ agentName: agent.name }}
          />
        ))}
      </Cards>
    </Section>
  );
}
