import { describe, expect, it } from 'vitest';

import { makeEvent, makeMission, makeSteps } from '@/testing/missions';

import { applyEvent } from './apply';
import { elapsedAt, type Mission } from './model';

function after(mission: Mission, ...events: Parameters<typeof applyEvent>[1][]): Mission {
  return events.reduce((now, event) => {
    const applied = applyEvent(now, event, 10_000);
    if (applied.kind !== 'next') throw new Error(`expected the next event, got ${applied.kind}`);
    return applied.mission;
  }, mission);
}

describe('applyEvent', () => {
  it('leaves what is known alone', () => {
    expect(applyEvent(makeMission({ rev: 5 }), makeEvent('mission.cost', 5, { cost_usd: '9' }))).toEqual({
      kind: 'old',
    });
  });

  it('notices a missing event', () => {
    expect(applyEvent(makeMission({ rev: 5 }), makeEvent('mission.cost', 7, { cost_usd: '9' }))).toEqual({
      kind: 'gap',
    });
  });

  it('moves the step, percent, message, estimate and cost together', () => {
    const mission = after(
      makeMission({ state: 'running', steps: makeSteps(1) }),
      makeEvent('mission.step', 1, { step: 'intent', index: 2, phase: 'started', percent: 10, message: 'Reading' }),
      makeEvent('mission.step', 2, {
        step: 'intent',
        index: 2,
        phase: 'progress',
        percent: 22,
        eta_s: 40,
        cost_usd: '0.1',
      }),
    );
    expect(mission).toMatchObject({ percent: 22, current_step: 'intent', eta_s: 40, cost_usd: '0.1', rev: 2 });
    expect(mission.steps[1]).toMatchObject({
      state: 'running',
      message: 'Reading',
      started_at: '2026-11-20T08:00:05Z',
    });
  });

  it('closes a step', () => {
    const mission = after(
      makeMission({ state: 'running', steps: makeSteps(1, true) }),
      makeEvent('mission.step', 1, { step: 'intent', index: 2, phase: 'completed', percent: 30 }),
    );
    expect(mission.steps[1]).toMatchObject({ state: 'completed', finished_at: '2026-11-20T08:00:05Z' });
  });

  it('counts elapsed time through a pause and stops at the end, as the server does', () => {
    const started_at = '2026-11-20T08:00:00Z';
    const running = makeMission({ state: 'running', started_at, elapsed_s: 30, elapsed_at: 4_000 });
    const paused = after(running, makeEvent('mission.state', 1, { state: 'paused', reason: 'user:pause' }));
    expect(paused).toMatchObject({ state: 'paused', elapsed_s: 36, elapsed_at: 10_000 });
    expect(elapsedAt(paused, 15_000)).toBe(41);
    const cancelled = after(paused, makeEvent('mission.state', 2, { state: 'cancelled' }));
    expect(elapsedAt(cancelled, 60_000)).toBe(36);
  });

  it('is at 100 when completed, whatever the event says', () => {
    const done = after(
      makeMission({ percent: 80 }),
      makeEvent('mission.state', 1, { state: 'completed', percent: 80 }),
    );
    expect(done.percent).toBe(100);
  });

  it('adds an artifact once and counts it, also where artifacts are not listed', () => {
    const artifact = {
      id: 'a1',
      mission_id: 'mission-1',
      kind: 'file' as const,
      preview: null,
      name: 'x.bin',
      title: 'X',
      media_type: 'application/octet-stream',
      size_bytes: 1,
      sha256: '',
      created_at: '',
      formats: [],
    };
    const twice = [makeEvent('mission.artifact', 1, { artifact }), makeEvent('mission.artifact', 2, { artifact })];
    expect(after(makeMission(), ...twice)).toMatchObject({ artifacts: [{ id: 'a1' }], artifacts_count: 1 });
    expect(after(makeMission({ artifacts: undefined }), ...twice.slice(0, 1)).artifacts_count).toBe(1);
  });
});
