import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { makeEvent, makeMission, makeSteps } from '@/testing/missions';

import { missionKeys } from './api';
import type { Mission } from './model';
import { receiveEvent } from './useMissionEvents';

let client: QueryClient;
const list = [...missionKeys.lists, 'open'];
const one = missionKeys.one('mission-1');
const moved = (rev: number) =>
  makeEvent('mission.step', rev, { step: 'intent', index: 2, phase: 'progress', percent: 20 + rev });

beforeEach(() => {
  client = new QueryClient();
  const mission = makeMission({ state: 'running', steps: makeSteps(1, true), rev: 3 });
  client.setQueryData(one, mission);
  client.setQueryData(list, { items: [mission], nextCursor: null, total: 1 });
  client.setQueryData(missionKeys.events('mission-1'), []);
});

const percents = () => [
  client.getQueryData<Mission>(one)?.percent,
  client.getQueryData<{ items: Mission[] }>(list)?.items[0]?.percent,
];

describe('receiveEvent', () => {
  it('brings the event into the mission, every list and the activity', () => {
    expect(receiveEvent(client, moved(4))).toBe('done');
    expect(percents()).toEqual([24, 24]);
    expect(client.getQueryData(missionKeys.events('mission-1'))).toMatchObject([{ rev: 4 }]);
  });

  it('does nothing twice', () => {
    receiveEvent(client, moved(4));
    receiveEvent(client, moved(4));
    expect(percents()).toEqual([24, 24]);
    expect(client.getQueryData(missionKeys.events('mission-1'))).toHaveLength(1);
  });

  it('asks for the mission and the lists again when an event was missed', () => {
    const asked = vi.spyOn(client, 'invalidateQueries');
    expect(receiveEvent(client, moved(6))).toBe('lists');
    expect(asked).toHaveBeenCalledWith({ queryKey: one });
    expect(percents()).toEqual([0, 0]);
  });

  it('shows a new state at once and reads the rest after', () => {
    const asked = vi.spyOn(client, 'invalidateQueries');
    expect(receiveEvent(client, makeEvent('mission.state', 4, { state: 'completed' }))).toBe('lists');
    expect(client.getQueryData<Mission>(one)?.state).toBe('completed');
    expect(asked).toHaveBeenCalledWith({ queryKey: one });
  });

  it('asks for the lists when a mission is new', () => {
    const event = makeEvent('mission.submitted', 1, { state: 'queued' });
    expect(receiveEvent(client, { ...event, data: { ...event.data, mission_id: 'other' } } as typeof event)).toBe(
      'lists',
    );
  });
});
