import { useQuery } from '@tanstack/react-query';

import { toolSearchQuery, type Tool } from '@/lib/api/tools';
import { countOf } from '@/lib/format/number';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { figureLine } from '../figures';
import { Card, Cards } from './Card';
import { Notes } from './Notes';

export interface ToolsProps {
  q: string;
  category: string | undefined;
}

/** Every tool by category, or those nearest in meaning to what is looked for. */
export function Tools({ q, category }: ToolsProps) {
  const tools = useQuery(toolSearchQuery(q));
  const shown = (tools.data ?? []).filter((tool) => category === undefined || tool.category === category);
  if (tools.isPending) return <Loading label="Loading tools" columns={3} heights={[148, 148, 148]} />;
  if (!tools.data) {
    return (
      <ErrorState title="The tools could not be loaded" error={tools.error} onRetry={() => void tools.refetch()} />
    );
  }
  if (shown.length === 0) {
    return (
      <EmptyState
        title={q ? `No tool comes near to “${q}”.` : 'No tools. A function with the @tool decorator becomes one.'}
      />
    );
  }
  if (q) {
    return (
      <Section title="Nearest in meaning" note={countOf(shown.length, 'tool')}>
        <ToolCards tools={shown} />
      </Section>
    );
  }
  return [...byCategory(shown)].map(([name, members]) => (
    <Section key={name} title={titleOf(name)} note={countOf(members.length, 'tool')}>
      <ToolCards tools={members} />
    </Section>
  ));
}

function ToolCards({ tools }: { tools: Tool[] }) {
  return (
    <Cards>
      {tools.map((tool) => (
        <Card
          key={tool.name}
          title={tool.title}
          name={tool.name}
          kind={tool.category}
          text={tool.description}
          notes={<Notes tool={tool} />}
          figures={figureLine(tool.statistics, 'call')}
          to="/tools/$toolName"
          params={{ toolName: tool.name }}
        />
      ))}
    </Cards>
  );
}

function byCategory(tools: Tool[]): Map<string, Tool[]> {
  const sorted = tools.toSorted((a, b) => a.category.localeCompare(b.category) || a.name.localeCompare(b.name));
  const groups = new Map<string, Tool[]>();
  for (const tool of sorted) groups.set(tool.category, [...(groups.get(tool.category) ?? []), tool]);
  return groups;
}

function titleOf(category: string): string {
  return category.charAt(0).toUpperCase() + category.slice(1);
}
