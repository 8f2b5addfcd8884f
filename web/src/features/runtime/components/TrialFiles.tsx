import { ActionIcon, Button } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useRef } from 'react';

import type { useUploads } from '@/lib/files/useUploads';
import { formatPercent } from '@/lib/format/number';

import classes from './Trial.module.css';

/** Files that a tool may read by their names. */
export function TrialFiles({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.files}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPaperclip size={14} />}
        onClick={() => input.current?.click()}
      >
        Give it files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files it may read"
        onChange={(event) => {
          uploads.add(Array.from(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
      {uploads.uploads.map(({ id, name, problem, stored, share }) => (
        <span key={id} className={classes.file} data-problem={problem ? true : undefined}>
          {name} {problem ?? (stored ? '' : formatPercent(share * 100))}
          <ActionIcon size="sm" aria-label={`Remove ${name}`} onClick={() => uploads.remove(id)}>
            <IconX size={13} />
          </ActionIcon>
        </span>
      ))}
    </div>
  );
}
