import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { LinkButton } from '@/ui/LinkButton';
import { Status } from '@/ui/status/Status';

import type { Mission } from '../model';
import { actionsFor, STATES } from '../states';
import { useMissionAction } from '../useMissionAction';
import { CancelDialog } from './CancelDialog';
import classes from './MissionCard.module.css';
import { MissionFacts } from './MissionFacts';
import { MissionProgress } from './MissionProgress';

/** One mission on the board: where it stands and what a person can do about it. */
export function MissionCard({ mission }: { mission: Mission }) {
  const { label, tone } = STATES[mission.state];
  return (
    <article className={classes.card} data-tone={tone} aria-label={mission.title}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <h3 className={classes.title}>
            <Link to="/missions/$missionId" params={{ missionId: mission.id }} data-row>
              {mission.title}
            </Link>
          </h3>
          <p className={classes.meta}>
            <span className={classes.id}>{mission.display_id}</span> · {mission.agent}
          </p>
        </div>
        <Status tone={tone} label={label} />
      </header>
      <MissionProgress mission={mission} withReason />
      <MissionFacts mission={mission} />
      <CardActions mission={mission} />
    </article>
  );
}

function CardActions({ mission }: { mission: Mission }) {
  const action = useMissionAction(mission);
  const [asking, setAsking] = useState(false);
  const possible = actionsFor(mission.state);
  return (
    <div className={classes.actions}>
      {possible.includes('pause') && (
        <Tooltip label="Pause">
          <ActionIcon variant="default" aria-label={`Pause ${mission.title}`} onClick={() => action.mutate('pause')}>
            <IconPlayerPause size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {possible.includes('resume') && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => action.mutate('resume')}
          loading={action.isPending}
        >
          Resume
        </Button>
      )}
      <OpenButton mission={mission} />
      {possible.includes('cancel') && (
        <Tooltip label="Cancel">
          <ActionIcon className={classes.cancel} aria-label={`Cancel ${mission.title}`} onClick={() => setAsking(true)}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <CancelDialog
        mission={mission}
        opened={asking}
        busy={action.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => action.mutate('cancel', { onSuccess: () => setAsking(false) })}
      />
    </div>
  );
}

function OpenButton({ mission }: { mission: Mission }) {
  const params = { missionId: mission.id };
  if (mission.state === 'waiting_for_approval') {
    return (
      <LinkButton to="/missions/$missionId" params={params} leftSection={<IconCheck size={16} />}>
        Review and approve
      </LinkButton>
    );
  }
  const finished = mission.state === 'completed';
  return (
    <LinkButton to="/missions/$missionId" params={params} variant="default">
      {finished ? 'Read the result' : 'Open'}
    </LinkButton>
  );
}
