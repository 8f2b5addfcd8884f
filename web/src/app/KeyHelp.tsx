import { Modal } from '@mantine/core';

import { COMMAND_KEY } from '@/lib/keys';

import classes from './KeyHelp.module.css';
import { useOpenPages } from './useOpenPages';

export interface KeyHelpProps {
  opened: boolean;
  onClose: () => void;
}

const SEARCH = { keys: [`${COMMAND_KEY}K`], text: 'Search missions and jump to pages' };

const REST = [
  { keys: ['n'], text: 'New mission' },
  { keys: ['j'], text: 'Next row of a list' },
  { keys: ['k'], text: 'Previous row' },
  { keys: ['Enter'], text: 'Open it; in a conversation, send' },
  { keys: ['↑'], text: 'In an empty message: edit the last one' },
  { keys: ['a'], text: 'Approve the open call' },
  { keys: ['e'], text: 'Edit its arguments' },
  { keys: ['r'], text: 'Refuse it' },
  { keys: ['/'], text: 'Search the list' },
  { keys: ['Esc'], text: 'Close what is open' },
  { keys: ['?'], text: 'This list' },
];

/** All keys in one place. */
export function KeyHelp({ opened, onClose }: KeyHelpProps) {
  const pages = useOpenPages().map(({ key, label }) => ({ keys: ['g', key], text: `Go to ${label.toLowerCase()}` }));
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      size={440}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.keys}>
        {[SEARCH, ...pages, ...REST].map(({ keys, text }) => (
          <div key={text} className={classes.line}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} className={classes.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
