import { useEffect, useRef } from 'react';

import { toolsIn } from './parts';
import type { LiveTurn } from './turns';

const ROOM_FOR_TWO = '(min-width: 75em)';

/** Artifacts that have opened by themselves; once closed, one stays closed. */
const opened = new Set<string>();

/** Open what an answer has just made, where there is room for it beside the thread. */
export function useLatestArtifact(turns: LiveTurn[], onMade: (artifactId: string) => void): void {
  const latest = turns
    .filter(isOfThisPage)
    .flatMap(({ parts }) => toolsIn(parts))
    .flatMap(({ artifacts }) => artifacts)
    .at(-1)?.id;
  const open = useRef(onMade);
  useEffect(() => {
    open.current = onMade;
  });
  useEffect(() => {
    if (latest === undefined || opened.has(latest)) return;
    opened.add(latest);
    if (matchMedia(ROOM_FOR_TWO).matches) open.current(latest);
  }, [latest]);
}

/** What was at work before the reader came is theirs to open. */
function isOfThisPage({ question, replaces }: LiveTurn): boolean {
  return question !== null || replaces !== null;
}
