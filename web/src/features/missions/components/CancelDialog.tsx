import { ConfirmDialog } from '@/ui/ConfirmDialog';

import type { Mission } from '../model';

export interface CancelDialogProps {
  mission: Mission;
  opened: boolean;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Ask before a mission is cancelled. */
export function CancelDialog({ mission, ...dialog }: CancelDialogProps) {
  const kept = mission.artifacts_count > 0 ? 'Its artifacts stay. ' : '';
  return (
    <ConfirmDialog
      {...dialog}
      title={`Cancel “${mission.title}”?`}
      text={`The mission stops at once. ${kept}What it has spent stays spent; a retry starts it again.`}
      action="Cancel mission"
      dismiss="Keep it going"
    />
  );
}
