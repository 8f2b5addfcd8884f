import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { makeSteps } from '@/testing/missions';
import { brokenRules, renderPart } from '@/testing/render';

import { StepList } from './StepList';

it('tells the state, message and time of every step, also without colours', async () => {
  const steps = makeSteps(1, true).map((step) =>
    step.key === 'verification'
      ? { ...step, message: '1 file', started_at: '2026-11-20T08:00:00Z', finished_at: '2026-11-20T08:00:02.4Z' }
      : step,
  );
  const list = await renderPart(<StepList steps={steps} moving />);
  const rows = screen.getAllByRole('listitem');
  expect(rows).toHaveLength(6);
  const [first, second] = rows as [HTMLElement, HTMLElement];
  expect(within(first).getByText('done')).toBeTruthy();
  expect(within(first).getByText('1 file')).toBeTruthy();
  expect(within(first).getByText('2.4 s')).toBeTruthy();
  expect(second.getAttribute('aria-current')).toBe('step');
  expect(await brokenRules(list)).toEqual([]);
});

it('lets a begun step stand still while its mission is paused', async () => {
  const steps = makeSteps(1, true).map((step) => ({ ...step, started_at: '2026-11-20T08:00:00Z' }));
  await renderPart(<StepList steps={steps} moving={false} />);
  expect(screen.getByText('Understand the objective').nextSibling?.textContent).toBe('halted');
  expect(screen.queryByText(/\d s$/)).toBeNull();
});
