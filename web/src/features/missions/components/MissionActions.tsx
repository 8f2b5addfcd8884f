import { Button } from '@mantine/core';
import { IconCheck, IconPencil, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';

import { LinkButton } from '@/ui/LinkButton';

import type { Mission } from '../model';
import { actionsFor, isEditable, type MissionAction } from '../states';
import { useMissionAction } from '../useMissionAction';
import { CancelDialog } from './CancelDialog';
import { EditDrawer } from './EditDrawer';

/** What can be asked of a mission, main action first, cancel last. */
export function MissionActions({ mission }: { mission: Mission }) {
  const action = useMissionAction(mission);
  const [asking, setAsking] = useState(false);
  const [editing, setEditing] = useState(false);
  const possible = actionsFor(mission.state);
  const button = (name: MissionAction, label: string, icon: ReactNode, filled = false) =>
    possible.includes(name) && (
      <Button
        variant={filled ? 'filled' : 'default'}
        leftSection={icon}
        loading={action.isPending && action.variables === name}
        disabled={action.isPending}
        onClick={() => action.mutate(name)}
      >
        {label}
      </Button>
    );
  return (
    <>
      {button('approve', mission.state === 'draft' ? 'Start mission' : 'Approve', <IconCheck size={16} />, true)}
      {button('resume', 'Resume', <IconPlayerPlay size={16} />, true)}
      {button('retry', 'Retry', <IconRefresh size={16} />, true)}
      {button('pause', 'Pause', <IconPlayerPause size={16} />)}
      {mission.state === 'failed' && (
        <LinkButton
          to="/missions/new"
          search={{ objective: mission.objective }}
          variant="default"
          leftSection={<IconPencil size={16} />}
        >
          Edit as new
        </LinkButton>
      )}
      {isEditable(mission.state) && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
          Edit
        </Button>
      )}
      {possible.includes('cancel') && (
        <Button variant="subtle" color="gray" leftSection={<IconX size={16} />} onClick={() => setAsking(true)}>
          Cancel
        </Button>
      )}
      <CancelDialog
        mission={mission}
        opened={asking}
        busy={action.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => action.mutate('cancel', { onSuccess: () => setAsking(false) })}
      />
      <EditDrawer mission={mission} opened={editing} onClose={() => setEditing(false)} />
    </>
  );
}
