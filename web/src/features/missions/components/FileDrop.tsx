import { ActionIcon } from '@mantine/core';
import { IconFile, IconFileAlert, IconUpload, IconX } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';

import { formatBytes, formatPercent } from '@/lib/format/number';
import { Progress } from '@/ui/status/Progress';

import { FILE_TYPES, type Upload } from '@/lib/files/uploads';
import classes from './FileDrop.module.css';

export interface FileDropProps {
  uploads: Upload[];
  onAdd: (files: File[]) => void;
  onRemove: (id: string) => void;
}

/** A place to drop files on or pick them from; below it, each on its way. */
export function FileDrop({ uploads, onAdd, onRemove }: FileDropProps) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onAdd(Array.from(event.dataTransfer.files));
  };
  return (
    <div className={classes.field}>
      <span className={classes.label} id="files-label">
        Files
      </span>
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconUpload size={18} aria-hidden />
        <span>
          Drop files here or{' '}
          <button type="button" className={classes.pick} onClick={() => input.current?.click()}>
            choose them
          </button>
        </span>
        <span className={classes.hint}>{FILE_TYPES.join(', ')}, up to 100 MB each</span>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-labelledby="files-label"
          accept={FILE_TYPES.map((type) => `.${type}`).join(',')}
          onChange={(event) => {
            onAdd(Array.from(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
      </div>
      {uploads.length > 0 && (
        <ul className={classes.list}>
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} onRemove={() => onRemove(upload.id)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function UploadRow({ upload, onRemove }: { upload: Upload; onRemove: () => void }) {
  const { name, problem, share, stored } = upload;
  return (
    <li className={classes.row} data-problem={problem ? true : undefined}>
      {problem ? <IconFileAlert size={18} aria-hidden /> : <IconFile size={18} aria-hidden />}
      <div className={classes.file}>
        <div className={classes.line}>
          <span className={classes.name}>{name}</span>
          <span className={classes.size}>
            {stored || problem ? formatBytes(upload.size_bytes) : formatPercent(share * 100)}
          </span>
        </div>
        {problem && (
          <span className={classes.problem} role="alert">
            {problem}
          </span>
        )}
        {!stored && !problem && (
          <Progress
            tone="running"
            percent={share * 100}
            label={`Upload of ${name}`}
            text={`${Math.floor(share * 100)} percent`}
          />
        )}
      </div>
      <ActionIcon size="sm" aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}
