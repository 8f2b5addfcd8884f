import { lazy, Suspense } from 'react';

import { Status } from '@/ui/status/Status';

import type { Tried } from '../api';
import classes from './Trial.module.css';

const ArtifactView = lazy(() => import('@/ui/artifact/ArtifactView'));

/** What a call gave: in a line, as data, and what it made. */
export function TrialResult({ tried }: { tried: Tried }) {
  const { ok, summary, output, error, artifacts } = tried;
  return (
    <>
      <p className={classes.summary}>
        <Status tone={ok ? 'done' : 'failed'} label={ok ? 'Done' : 'Failed'} />
        <span>{typeof error?.message === 'string' ? error.message : summary}</span>
      </p>
      {artifacts.map((artifact) => (
        <Suspense key={artifact.id} fallback={null}>
          <ArtifactView artifact={artifact} />
        </Suspense>
      ))}
      {output !== null && output !== undefined && (
        <>
          <h3 className={classes.label}>Output</h3>
          <pre className={classes.output} tabIndex={0} aria-label="Output">
            {typeof output === 'string' ? output : JSON.stringify(output, null, 2)}
          </pre>
        </>
      )}
    </>
  );
}
