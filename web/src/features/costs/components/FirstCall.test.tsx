import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { brokenRules, renderPart } from '@/testing/render';

import { FirstCall } from './FirstCall';

describe('FirstCall', () => {
  it('says how the first call is made, with the address it goes to', async () => {
    const part = await renderPart(<FirstCall />);
    expect(screen.getByText(/base_url=/).textContent).toContain(`${location.origin}/v1`);
    expect(screen.getByRole('link', { name: 'Connect a model' }).getAttribute('href')).toBe('/models');
    expect(await brokenRules(part)).toEqual([]);
  });
});
