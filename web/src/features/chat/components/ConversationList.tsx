import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCheck, IconFilter, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { LinkButton } from '@/ui/LinkButton';
import { SearchField } from '@/ui/SearchField';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { conversationsQuery, type Shelf } from '../api';
import { inSections } from '../sections';
import classes from './ConversationList.module.css';
import { ConversationRow } from './ConversationRow';

const SHELVES: Record<Shelf, { label: string; none: string }> = {
  active: { label: 'Conversations', none: 'No conversations yet. Write the first message.' },
  archived: { label: 'Archived', none: 'Nothing is archived.' },
  deleted: { label: 'Deleted', none: 'Nothing was deleted in the last days.' },
};

export interface ConversationListProps {
  current: string | null;
  /** Called when one is opened; the drawer closes then. */
  onFollow?: () => void;
}

/** The reader's conversations: pinned ones first, then by their last message. */
export function ConversationList({ current, onFollow }: ConversationListProps) {
  const [shelf, setShelf] = useState<Shelf>('active');
  const [q, setQ] = useState('');
  const pages = useInfiniteQuery(conversationsQuery(shelf, q));
  const items = useMemo(() => (pages.data?.pages ?? []).flatMap((page) => page.items), [pages.data]);
  const sections = useMemo(() => (q === '' ? inSections(items, new Date()) : [{ title: 'Found', items }]), [items, q]);
  return (
    <nav className={classes.list} aria-label="Conversations">
      <div className={classes.head}>
        <LinkButton
          to="/chat"
          search={{}}
          leftSection={<IconPlus size={16} />}
          variant="default"
          fullWidth
          onClick={onFollow}
        >
          New conversation
        </LinkButton>
        <div className={classes.find}>
          <SearchField className={classes.search} label="Search conversations" value={q} onSearch={setQ} />
          <ShelfMenu shelf={shelf} onChoose={setShelf} />
        </div>
        {shelf !== 'active' && <h2 className={classes.shelf}>{SHELVES[shelf].label}</h2>}
      </div>
      <div className={classes.scroll}>
        {pages.isPending && <Loading label="Loading conversations" heights={[32, 32, 32, 32]} />}
        {pages.isError && !pages.data && (
          <ErrorState
            title="The conversations could not be loaded"
            error={pages.error}
            onRetry={() => void pages.refetch()}
          />
        )}
        {pages.data && items.length === 0 && (
          <p className={classes.none}>{q ? `Nothing matches “${q}”` : SHELVES[shelf].none}</p>
        )}
        {sections.map((section) => (
          <section key={section.title} aria-label={section.title}>
            <h2 className={classes.title}>{section.title}</h2>
            <ul className={classes.rows}>
              {section.items.map((conversation) => (
                <ConversationRow
                  key={conversation.id}
                  conversation={conversation}
                  isCurrent={conversation.id === current}
                  onFollow={onFollow}
                />
              ))}
            </ul>
          </section>
        ))}
        {pages.hasNextPage && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            fullWidth
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </div>
    </nav>
  );
}

function ShelfMenu({ shelf, onChoose }: { shelf: Shelf; onChoose: (shelf: Shelf) => void }) {
  return (
    <Menu width={180}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size="lg"
          className={classes.menu}
          aria-label={`Showing: ${SHELVES[shelf].label}`}
        >
          <IconFilter size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={shelf} onChange={(name) => onChoose(name as Shelf)}>
          {(Object.keys(SHELVES) as Shelf[]).map((name) => (
            <Menu.RadioItem key={name} value={name} closeMenuOnClick checkIcon={<IconCheck size={14} />}>
              {SHELVES[name].label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
