import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { announce } from '@/lib/announce';
import type { Page } from '@pilothouse/client';
import type { LiveEvent, MissionEvent } from '@/lib/api/types';
import { useLive } from '@/lib/live/LiveProvider';

import { mergeEvents, missionKeys } from './api';
import { applyEvent, needsReading } from './apply';
import { hear } from './heard';
import type { Mission } from './model';
import { STATES } from './states';

const LISTS_DELAY_MS = 80; // A burst of events asks for the lists once.

/** Keep every mission the page holds in step with the live connection. Used once, by the shell. */
export function useMissionEvents(): void {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(() => {
    const lists = refetchingLists(client);
    const leave = subscribe((event) => {
      if (isOfMission(event) && receiveEvent(client, event) === 'lists') lists.soon();
    });
    return () => {
      leave();
      lists.stop();
    };
  }, [client, subscribe]);
}

/**
 * Bring one event into everything the page holds.
 *
 * Returns "lists" when lists of missions must be asked for again: a mission is new, changed its state, or was missed.
 */
export function receiveEvent(client: QueryClient, event: MissionEvent): 'lists' | 'done' {
  hear(event);
  const id = event.data.mission_id;
  const one = client.getQueryData<Mission>(missionKeys.one(id));
  announceState(client, one, event);
  addToActivity(client, id, event);
  if (one) changeOne(client, one, event);
  const missed = changeLists(client, event);
  return missed || needsReading(event) ? 'lists' : 'done';
}

function isOfMission(event: LiveEvent): event is MissionEvent {
  return event.type.startsWith('mission.');
}

function addToActivity(client: QueryClient, id: string, event: MissionEvent): void {
  const queryKey = missionKeys.events(id);
  const known = client.getQueryData<MissionEvent[]>(queryKey);
  if (!known) return;
  const missed = event.rev > (known.at(-1)?.rev ?? 0) + 1;
  client.setQueryData(queryKey, mergeEvents(known, [event]));
  if (missed) void client.invalidateQueries({ queryKey });
}

function changeOne(client: QueryClient, mission: Mission, event: MissionEvent): void {
  const applied = applyEvent(mission, event);
  if (applied.kind === 'next') client.setQueryData(missionKeys.one(mission.id), applied.mission);
  const stale = applied.kind === 'gap' || (applied.kind === 'next' && needsReading(event));
  if (stale) void client.invalidateQueries({ queryKey: missionKeys.one(mission.id) });
}

function changeLists(client: QueryClient, event: MissionEvent): boolean {
  let missed = false;
  const apply = (mission: Mission): Mission => {
    if (mission.id !== event.data.mission_id) return mission;
    const applied = applyEvent(mission, event);
    missed ||= applied.kind === 'gap';
    return applied.kind === 'next' ? applied.mission : mission;
  };
  const inPage = (page: Page<Mission>) => ({ ...page, items: page.items.map(apply) });
  client.setQueriesData<Page<Mission>>({ queryKey: missionKeys.lists }, (page) => page && inPage(page));
  client.setQueriesData<InfiniteData<Page<Mission>>>(
    { queryKey: missionKeys.pages },
    (data) => data && { ...data, pages: data.pages.map(inPage) },
  );
  return missed;
}

function announceState(client: QueryClient, one: Mission | undefined, event: MissionEvent): void {
  if (event.type !== 'mission.state') return;
  const lists = client.getQueriesData<Page<Mission>>({ queryKey: missionKeys.lists });
  const listed = lists.flatMap(([, page]) => page?.items ?? []).find(({ id }) => id === event.data.mission_id);
  const mission = one ?? listed;
  if (mission && mission.state !== event.data.state) announce(`${mission.title}: ${STATES[event.data.state].label}`);
}

function refetchingLists(client: QueryClient) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: missionKeys.lists });
        void client.invalidateQueries({ queryKey: missionKeys.pages });
      }, LISTS_DELAY_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
