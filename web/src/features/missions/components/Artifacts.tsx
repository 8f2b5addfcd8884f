import { lazy, Suspense } from 'react';

import { Section } from '@/ui/Section';

import { inReadingOrder, repeats } from '../artifacts';
import type { Mission } from '../model';
import { isFinished } from '../states';
import classes from './Artifacts.module.css';

const ArtifactView = lazy(() => import('@/ui/artifact/ArtifactView'));

/** What a mission made, each shown in place. */
export function Artifacts({ mission }: { mission: Mission }) {
  const artifacts = mission.artifacts ?? [];
  if (artifacts.length === 0)
    return isFinished(mission.state) ? <NoArtifacts completed={mission.state === 'completed'} /> : null;
  return (
    <Section title="Artifacts" note={artifacts.length === 1 ? '1 artifact' : `${artifacts.length} artifacts`}>
      <div className={classes.list}>
        {inReadingOrder(artifacts).map((artifact) => (
          <Suspense key={artifact.id} fallback={<div className={classes.space} />}>
            <ArtifactView artifact={artifact} isRepeated={repeats(artifact, mission.answer)} />
          </Suspense>
        ))}
      </div>
    </Section>
  );
}

function NoArtifacts({ completed }: { completed: boolean }) {
  return (
    <Section title="Artifacts">
      <p className={classes.none}>
        {completed
          ? 'This mission made no files; its answer is all there is.'
          : 'The mission ended before it made any.'}
      </p>
    </Section>
  );
}
