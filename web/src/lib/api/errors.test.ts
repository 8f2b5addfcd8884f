import { ApiError } from '@pilothouse/client';
import { expect, it } from 'vitest';

import { fieldError } from './errors';

it('finds the words for a field, without the jargon of the validator', () => {
  const details = { fields: [{ field: 'budget_usd', problem: 'Value error, An amount lies above 0.' }] };
  const error = new ApiError({ status: 422, code: 'invalid', message: 'No.', details });
  expect(fieldError(error, 'budget_usd')).toBe('An amount lies above 0.');
  expect(fieldError(error, 'objective')).toBeNull();
});
