import { IconArrowDown, IconArrowUp, IconFileText } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import { formatCount, formatPercent, UNKNOWN } from '@/lib/format/number';
import { formatUsd } from '@/lib/format/money';
import { Progress } from '@/ui/status/Progress';
import { Status } from '@/ui/status/Status';
import { useNow } from '@/ui/useNow';
import { When } from '@/ui/When';

import { elapsedText } from '../elapsed';
import { ticks, type Mission } from '../model';
import { positionOf, STATES } from '../states';
import classes from './MissionsTable.module.css';

export interface MissionsTableProps {
  missions: Mission[];
  /** Field the rows are sorted by, minus for descending; absent where sorting is not offered. */
  sort?: string;
  onSort?: (sort: string) => void;
}

interface Column {
  name: string;
  /** Field the server sorts by, where it does. */
  field?: string;
  numeric?: boolean;
}

const COLUMNS: Column[] = [
  { name: 'Mission', field: 'title' },
  { name: 'Status' },
  { name: 'Agent' },
  { name: 'Progress', field: 'percent' },
  { name: 'Created', field: 'created_at' },
  { name: 'Elapsed', numeric: true },
  { name: 'Cost', field: 'cost_usd', numeric: true },
  { name: 'Artifacts', numeric: true },
];

/** Missions as rows; on a phone each row becomes a card with the same facts. */
export function MissionsTable({ missions, sort, onSort }: MissionsTableProps) {
  return (
    <div className={classes.frame}>
      <table className={classes.table}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <HeaderCell key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {missions.map((mission) => (
            <MissionRow key={mission.id} mission={mission} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeaderCellProps {
  column: Column;
  sort?: string;
  onSort?: (sort: string) => void;
}

function HeaderCell({ column: { name, field, numeric }, sort, onSort }: HeaderCellProps) {
  if (!field || !onSort) {
    return (
      <th scope="col" data-numeric={numeric}>
        {name}
      </th>
    );
  }
  const direction = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  return (
    <th scope="col" data-numeric={numeric} aria-sort={direction}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => onSort(direction === 'descending' ? field : `-${field}`)}
      >
        {name}
        {direction === 'ascending' && <IconArrowUp size={13} aria-hidden />}
        {direction === 'descending' && <IconArrowDown size={13} aria-hidden />}
      </button>
    </th>
  );
}

function MissionRow({ mission }: { mission: Mission }) {
  const { label, tone } = STATES[mission.state];
  const now = useNow(ticks(mission) ? 1000 : null);
  const percent = formatPercent(mission.percent);
  return (
    <tr>
      <td className={classes.mission}>
        <Link to="/missions/$missionId" params={{ missionId: mission.id }} className={classes.title} data-row>
          {mission.title}
        </Link>
        <span className={classes.id}>{mission.display_id}</span>
      </td>
      <td className={classes.status}>
        <Status tone={tone} label={label} />
      </td>
      <td data-label="Agent">{mission.agent}</td>
      <td data-label="Progress">
        <span className={classes.progress}>
          <span className={classes.bar}>
            <Progress
              tone={tone}
              percent={mission.percent}
              label={`Progress of ${mission.title}`}
              text={`${Math.floor(mission.percent)} percent, ${positionOf(mission).text}`}
            />
          </span>
          {percent}
        </span>
      </td>
      <td data-label="Created" className={classes.muted}>
        <When at={mission.created_at} />
      </td>
      <td data-label="Elapsed" data-numeric>
        {elapsedText(mission, now)}
      </td>
      <td data-label="Cost" data-numeric>
        {formatUsd(mission.cost_usd)}
      </td>
      <td data-label="Artifacts" data-numeric>
        <ArtifactCount count={mission.artifacts_count} />
      </td>
    </tr>
  );
}

function ArtifactCount({ count }: { count: number }) {
  if (count === 0) return <>{UNKNOWN}</>;
  return (
    <span className={classes.artifacts}>
      <IconFileText size={14} aria-hidden />
      {formatCount(count)}
    </span>
  );
}
