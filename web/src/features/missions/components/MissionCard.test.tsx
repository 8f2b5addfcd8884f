import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { makeMission, makeSteps } from '@/testing/missions';
import { brokenRules, renderPart } from '@/testing/render';

import { MissionCard } from './MissionCard';

const running = makeMission({
  state: 'running',
  percent: 43,
  steps: makeSteps(3, true),
  started_at: '2026-11-20T08:00:00Z',
  elapsed_s: 260,
  elapsed_at: Date.now(),
  eta_s: 136,
  eta_at: Date.now(),
  cost_usd: '0.85',
});

describe('MissionCard', () => {
  it('says where a running mission stands', async () => {
    const card = await renderPart(<MissionCard mission={running} />);
    const bar = screen.getByRole('progressbar', { name: 'Progress of Weekly churn' });
    expect(bar.getAttribute('aria-valuenow')).toBe('43');
    expect(bar.getAttribute('aria-valuetext')).toBe('43 percent, step 4 of 6: Choose tools');
    for (const words of ['Running', 'step 4 of 6', '43 %', '4 m 20 s', 'about 2 min', '$0.85 of $1.00']) {
      expect(screen.getByText(words)).toBeTruthy();
    }
    expect(await brokenRules(card)).toEqual([]);
  });

  it('puts the approval first and says why it is needed', async () => {
    const reason = 'The estimate is above $1.00.';
    await renderPart(<MissionCard mission={makeMission({ state: 'waiting_for_approval', state_reason: reason })} />);
    expect(screen.getByText(reason)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Review and approve' }).getAttribute('href')).toBe('/missions/mission-1');
    expect(screen.queryByRole('button', { name: /Pause/ })).toBeNull();
  });

  it('asks before it cancels', async () => {
    const server = vi.fn<(url: string) => Promise<Response>>(() =>
      Promise.resolve(new Response(JSON.stringify({ data: running, meta: {} }))),
    );
    vi.stubGlobal('fetch', server);
    await renderPart(<MissionCard mission={running} />);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel Weekly churn' }));
    expect(server).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel mission' }));
    expect(server.mock.calls[0]?.[0]).toMatch(/\/missions\/mission-1\/cancel$/);
  });
});
