import { ApiError, type schemas } from '@pilothouse/client';

/** A sign-in whose first step is right. The token is good for the second one, for some minutes. */
export type LoginStep = schemas.LoginStepRead & { token: string };

/** Return what a sign-in waits for that was answered so; null when it was refused for another reason. */
export function stepOf(error: unknown): LoginStep | null {
  return error instanceof ApiError && error.code === 'second_factor_needed' ? (error.details as LoginStep) : null;
}
