import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import { keysAreTaken } from '@/lib/keys';

export interface SearchFieldProps {
  /** "Search models". */
  label: string;
  value: string;
  /** Called after a pause in typing. */
  onSearch: (text: string) => void;
  className?: string;
}

const TYPING_MS = 250; // A pause in typing this long asks.

/** A search that waits until the reader pauses; `/` brings the focus here. */
export function SearchField({ label, value, onSearch, className }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }

  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onSearch(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);

  useEffect(() => focusOnSlash(field), []);

  return (
    <TextInput
      ref={field}
      className={className}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      rightSection={text && <CloseButton size="sm" aria-label="Clear search" onClick={() => setText('')} />}
    />
  );
}

function focusOnSlash(field: { current: HTMLInputElement | null }): () => void {
  const focus = (event: KeyboardEvent) => {
    if (event.key !== '/' || keysAreTaken(event)) return;
    event.preventDefault();
    field.current?.focus();
  };
  window.addEventListener('keydown', focus);
  return () => window.removeEventListener('keydown', focus);
}
