import { PasswordInput } from '@mantine/core';

import { fieldError } from '@/lib/api/errors';

/** The field for a password that is chosen; what is wrong with it stands beneath. */
export function NewPassword({ error }: { error: unknown }) {
  return (
    <PasswordInput
      label="New password"
      name="password"
      autoComplete="new-password"
      required
      error={fieldError(error, 'password')}
      visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
    />
  );
}
