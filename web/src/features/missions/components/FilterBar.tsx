import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import type { MissionState } from '@/lib/api/types';
import { keysAreTaken } from '@/lib/keys';

import { statesIn } from '../routes';
import { STATES } from '../states';
import classes from './FilterBar.module.css';

const route = getRouteApi('/shell/missions');
const TYPING_MS = 250; // A pause in typing this long asks the server.

/** Search and state chips; both live in the address. */
export function FilterBar() {
  const state = statesIn(route.useSearch().state);
  const navigate = route.useNavigate();
  const toggle = (value: MissionState) => {
    const next = state.includes(value) ? state.filter((other) => other !== value) : [...state, value];
    void navigate({ search: (now) => ({ ...now, state: next.join(',') || undefined }), replace: true });
  };
  return (
    <div className={classes.bar}>
      <SearchField />
      <div className={classes.chips} role="group" aria-label="Filter by status">
        {(Object.keys(STATES) as MissionState[]).map((value) => (
          <button
            key={value}
            type="button"
            className={classes.chip}
            aria-pressed={state.includes(value)}
            onClick={() => toggle(value)}
          >
            {STATES[value].label}
          </button>
        ))}
      </div>
    </div>
  );
}

function SearchField() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [known, setKnown] = useState(q);
  if (known !== q) {
    setKnown(q);
    setText(q);
  }

  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => {
      void navigate({ search: (now) => ({ ...now, q: text.trim() || undefined }), replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, q, navigate]);

  useEffect(() => focusOnSlash(field), []);

  return (
    <TextInput
      ref={field}
      className={classes.search}
      aria-label="Search missions"
      placeholder="Search missions"
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
