import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { brokenRules, renderPart } from '@/testing/render';

import { FilterPicker } from './FilterPicker';

const CHOICES = ['red', 'green', 'blue'].map((value) => ({ value, label: value }));

describe('FilterPicker', () => {
  it('adds to what is chosen, and takes away', async () => {
    const onChoose = vi.fn();
    await renderPart(<FilterPicker label="Colour" choices={CHOICES} chosen={['red']} onChoose={onChoose} />);
    await userEvent.click(screen.getByRole('button', { name: 'Colour: red' }));
    await userEvent.click(await screen.findByRole('option', { name: 'blue' }));
    expect(onChoose).toHaveBeenLastCalledWith(['red', 'blue']);
    await userEvent.click(screen.getByRole('option', { name: 'red' }));
    expect(onChoose).toHaveBeenLastCalledWith([]);
  });

  it('takes the place of the one before when only one can be', async () => {
    const onChoose = vi.fn();
    await renderPart(<FilterPicker label="Colour" choices={CHOICES} chosen={['red']} onChoose={onChoose} single />);
    await userEvent.click(screen.getByRole('button', { name: 'Colour: red' }));
    await userEvent.click(await screen.findByRole('option', { name: 'green' }));
    expect(onChoose).toHaveBeenLastCalledWith(['green']);
  });

  it('lets go of a value that nobody knows', async () => {
    const onChoose = vi.fn();
    const part = await renderPart(
      <FilterPicker label="Colour" choices={CHOICES} chosen={['mauve', 'red']} onChoose={onChoose} />,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Colour: mauve +1' }));
    await userEvent.click(await screen.findByRole('option', { name: 'mauve' }));
    expect(onChoose).toHaveBeenLastCalledWith(['red']);
    expect(await brokenRules(part)).toEqual([]);
  });
});
