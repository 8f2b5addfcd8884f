import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconArrowRight,
  IconMessage,
  IconPlus,
  IconSearch,
  IconStack2,
  IconTool,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent } from 'react';

import { conversationSearchQuery } from '@/features/chat/api';
import { missionSearchQuery } from '@/features/missions/api';
import { STATES } from '@/features/missions/states';
import { useMay } from '@/lib/api/me';
import { toolsQuery } from '@/lib/api/tools';

import { useOpenPages } from '../useOpenPages';
import classes from './Palette.module.css';

export interface PaletteProps {
  opened: boolean;
  onClose: () => void;
}

/** Find a mission, a conversation, a tool or a page and go there. */
export function Palette({ opened, onClose }: PaletteProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      size={560}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { 'aria-label': 'Search' } }}
    >
      <Search onClose={onClose} />
    </Modal>
  );
}

interface Entry {
  id: string;
  label: string;
  note: string;
  icon: Icon;
  follow: () => void;
}

function Search({ onClose }: Pick<PaletteProps, 'onClose'>) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const entries = useEntries(text);
  const active = Math.min(chosen, entries.length - 1);
  const follow = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.follow();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((active + step + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      follow(entries[active]);
    }
  };
  return (
    <div className={classes.palette}>
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-label="Search missions and pages"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={entries[active] && `${list}-${entries[active].id}`}
          placeholder="Search or jump to"
          value={text}
          data-autofocus
          autoComplete="off"
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
      </div>
      <ul id={list} role="listbox" aria-label="Results" className={classes.list}>
        {entries.map((entry, index) => (
          <li
            key={entry.id}
            id={`${list}-${entry.id}`}
            role="option"
            aria-selected={index === active}
            className={classes.entry}
            onPointerMove={() => setChosen(index)}
            onClick={() => follow(entry)}
          >
            <entry.icon size={16} aria-hidden />
            <span className={classes.label}>{entry.label}</span>
            <span className={classes.note}>{entry.note}</span>
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p className={classes.none}>Nothing matches “{text}”</p>}
    </div>
  );
}

const MOST_TOOLS = 5;

function useEntries(text: string): Entry[] {
  const navigate = useNavigate();
  const [question] = useDebouncedValue(text.trim(), 150);
  const missions = useQuery(missionSearchQuery(question));
  const mayChat = useMay('agents:invoke');
  const conversations = useQuery({ ...conversationSearchQuery(question), enabled: mayChat && question !== '' });
  const tools = useQuery({ ...toolsQuery, enabled: question !== '' });
  const pages: Entry[] = useOpenPages().map(({ to, label, key }) => ({
    id: key,
    label,
    note: 'Page',
    icon: IconArrowRight,
    follow: () => void navigate({ to }),
  }));
  const create: Entry = {
    id: 'new',
    label: 'New mission',
    note: 'Action',
    icon: IconPlus,
    follow: () => void navigate({ to: '/missions/new' }),
  };
  const talk: Entry = {
    id: 'talk',
    label: 'New conversation',
    note: 'Action',
    icon: IconMessage,
    follow: () => void navigate({ to: '/chat', search: {} }),
  };
  const talks: Entry[] = (question === '' ? [] : (conversations.data ?? [])).map(({ id, title }) => ({
    id,
    label: title,
    note: 'Conversation',
    icon: IconMessage,
    follow: () => void navigate({ to: '/chat/$conversationId', params: { conversationId: id }, search: {} }),
  }));
  const named: Entry[] = (question === '' ? [] : (tools.data ?? []))
    .filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(question.toLowerCase()))
    .slice(0, MOST_TOOLS)
    .map(({ name, title }) => ({
      id: name,
      label: title,
      note: 'Tool',
      icon: IconTool,
      follow: () => void navigate({ to: '/tools/$toolName', params: { toolName: name } }),
    }));
  const found: Entry[] = (missions.data?.items ?? []).map((mission) => ({
    id: mission.id,
    label: mission.title,
    note: STATES[mission.state].label,
    icon: IconStack2,
    follow: () => void navigate({ to: '/missions/$missionId', params: { missionId: mission.id } }),
  }));
  const wanted = text.trim().toLowerCase();
  const fixed = [create, ...(mayChat ? [talk] : []), ...pages];
  return [...fixed.filter(({ label }) => label.toLowerCase().includes(wanted)), ...talks, ...named, ...found];
}
