import { PasswordInput } from '@mantine/core';

export interface OwnPasswordProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
}

/** The present password, asked for again before something that a stolen session must not do. */
export function OwnPassword({ label = 'Your password', value, onChange }: OwnPasswordProps) {
  return (
    <PasswordInput
      label={label}
      name="current-password"
      autoComplete="current-password"
      value={value}
      maxLength={1000}
      data-autofocus
      visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
