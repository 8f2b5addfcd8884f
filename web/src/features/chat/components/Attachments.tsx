import { ActionIcon } from '@mantine/core';
import { IconFile, IconFileAlert, IconX } from '@tabler/icons-react';

import type { Upload } from '@/lib/files/uploads';
import { formatBytes, formatPercent } from '@/lib/format/number';

import classes from './Attachments.module.css';

export interface AttachmentsProps {
  uploads: Upload[];
  onRemove: (id: string) => void;
}

/** The files that go with the next message, each on its way. */
export function Attachments({ uploads, onRemove }: AttachmentsProps) {
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Files to send">
      {uploads.map((upload) => (
        <Attachment key={upload.id} upload={upload} onRemove={() => onRemove(upload.id)} />
      ))}
    </ul>
  );
}

function Attachment({ upload, onRemove }: { upload: Upload; onRemove: () => void }) {
  const { name, problem, share, stored } = upload;
  const isOnTheWay = !stored && !problem;
  return (
    <li className={classes.file} data-problem={problem ? true : undefined}>
      {problem ? <IconFileAlert size={16} aria-hidden /> : <IconFile size={16} aria-hidden />}
      <span className={classes.text}>
        <span className={classes.name}>{name}</span>
        <span className={classes.meta} role={problem ? 'alert' : undefined}>
          {problem ?? (isOnTheWay ? formatPercent(share * 100) : formatBytes(upload.size_bytes))}
        </span>
      </span>
      <ActionIcon size="sm" aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
      {isOnTheWay && (
        <span
          className={classes.bar}
          role="progressbar"
          aria-label={`Upload of ${name}`}
          aria-valuenow={Math.floor(share * 100)}
          style={{ transform: `scaleX(${share})` }}
        />
      )}
    </li>
  );
}
