import { ApiError } from '@pilothouse/client';
import { expect, it } from 'vitest';

import { stepOf } from './step';

const details = { token: 't', methods: ['app'], must_set_up: false, expires_at: '2026-11-21T12:00:00Z' };

it('is what the server says when the first step is right', () => {
  const error = new ApiError({
    status: 403,
    code: 'second_factor_needed',
    message: 'Confirm that it is you.',
    details,
  });
  expect(stepOf(error)).toEqual(details);
});

it.each([
  [null],
  [new Error('no')],
  [new ApiError({ status: 401, code: 'unauthenticated', message: 'Wrong.' })],
  [new ApiError({ status: 403, code: 'foreign_origin', message: 'Elsewhere.', details })],
])('is nothing after %s', (error) => {
  expect(stepOf(error)).toBeNull();
});
