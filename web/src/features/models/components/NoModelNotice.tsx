import { CloseButton } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { recall, remember } from '@/lib/storage';

import { modelsStatusQuery } from '../api';
import classes from './NoModelNotice.module.css';

const DISMISSED = 'no-model-notice';

/** Says calmly that no language model is connected, until someone has read it. */
export function NoModelNotice() {
  const [dismissed, setDismissed] = useState(() => recall(DISMISSED) === 'dismissed');
  const status = useQuery({ ...modelsStatusQuery, enabled: !dismissed });
  if (dismissed || !status.data || status.data.connected) return null;
  const dismiss = () => {
    remember(DISMISSED, 'dismissed');
    setDismissed(true);
  };
  return (
    <aside className={classes.notice} aria-label="No model connected">
      <IconPlugConnectedX size={18} aria-hidden />
      <p className={classes.text}>
        <strong>No model connected.</strong> Missions run with the built-in planner: good with data files, no free
        reasoning.{' '}
        <Link to="/models" className={classes.how}>
          Connect a model
        </Link>
      </p>
      <CloseButton aria-label="Dismiss" onClick={dismiss} />
    </aside>
  );
}
