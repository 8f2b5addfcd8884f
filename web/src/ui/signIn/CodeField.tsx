import { TextInput } from '@mantine/core';

export interface CodeFieldProps {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
}

/** The field for a code that is typed off a phone; browsers may fill it from one. */
export function CodeField({ label, description, value, onChange }: CodeFieldProps) {
  return (
    <TextInput
      label={label}
      description={description}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={64}
      value={value}
      data-autofocus
      autoFocus
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
