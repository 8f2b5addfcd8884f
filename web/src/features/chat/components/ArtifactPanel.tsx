import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { artifactQuery } from '../api';

const ArtifactView = lazy(() => import('@/ui/artifact/ArtifactView'));

/** One artifact, shown as missions show theirs. */
export function ArtifactPanel({ id }: { id: string }) {
  const artifact = useQuery(artifactQuery(id));
  const loading = <Loading label="Loading the artifact" heights={[56, 240]} />;
  if (artifact.isPending) return loading;
  if (!artifact.data) {
    return (
      <ErrorState
        title="The artifact could not be loaded"
        error={artifact.error}
        onRetry={() => void artifact.refetch()}
      />
    );
  }
  return (
    <Suspense fallback={loading}>
      <ArtifactView artifact={artifact.data} />
    </Suspense>
  );
}
