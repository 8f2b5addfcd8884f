import { getRouteApi, Link } from '@tanstack/react-router';

import { formatBytes } from '@/lib/format/number';
import { ARTIFACT_ICONS } from '@/ui/artifact/icons';

import type { ArtifactRef } from '../parts';
import { useBeside } from '../useBeside';
import classes from './ArtifactChips.module.css';

const route = getRouteApi('/shell/chat');

/** What an answer made; each opens beside the thread. */
export function ArtifactChips({ artifacts }: { artifacts: ArtifactRef[] }) {
  const { artifact: open } = route.useSearch();
  const { place } = useBeside();
  if (artifacts.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Artifacts">
      {artifacts.map((artifact) => {
        const Icon = ARTIFACT_ICONS[artifact.kind];
        return (
          <li key={artifact.id}>
            <Link
              {...place({ artifact: artifact.id === open ? undefined : artifact.id })}
              className={classes.chip}
              aria-current={artifact.id === open || undefined}
              resetScroll={false}
            >
              <span className={classes.icon}>
                <Icon size={16} aria-hidden />
              </span>
              <span className={classes.text}>
                <span className={classes.title}>{artifact.title || artifact.name}</span>
                <span className={classes.meta}>
                  {artifact.name} · {formatBytes(artifact.size_bytes)}
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
