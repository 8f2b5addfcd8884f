import { Section } from '@/ui/Section';
import { Rows, type Column } from '@/ui/table/Rows';

import type { Scan } from '../api';
import { shownPath } from '../sources';

type Skill = Scan['skills'][number];

const COLUMNS: Column<Skill>[] = [
  {
    name: 'Skill',
    main: true,
    cell: ({ name, path }) => <span title={shownPath(path)}>{name || shownPath(path)}</span>,
  },
  { name: 'Asks for', cell: ({ tools }) => tools.join(', ') || 'nothing' },
  { name: 'Was seen to use', cell: ({ behaviours }) => behaviours.join(', ') || 'nothing' },
];

/** What each skill asks to be allowed, beside what its files were seen to do. */
export function Permissions({ skills }: { skills: Skill[] }) {
  if (skills.length === 0) return null;
  return (
    <Section title="Permissions">
      <Rows caption="Permissions" columns={COLUMNS} rows={skills} keyOf={({ path }) => path} />
    </Section>
  );
}
