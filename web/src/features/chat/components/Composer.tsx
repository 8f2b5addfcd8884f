import { ActionIcon, Button, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconFileText, IconPaperclip, IconPlayerStopFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';

import { useUploads } from '@/lib/files/useUploads';
import type { StoredFile } from '@/lib/files/uploads';

import { limitsQuery } from '../api';
import { bytesOf, isNearLimit } from '../limits';
import { useDraft } from '../useDraft';
import { Allowance } from './Allowance';
import { Attachments } from './Attachments';
import classes from './Composer.module.css';

export interface ComposerProps {
  conversationId: string | null;
  /** Who is spoken to. */
  agent: string;
  /** The turn at work, which can be stopped; null while none is. */
  activeTurnId: string | null;
  onSend: (text: string, files: StoredFile[]) => void;
  onStop: (turnId: string) => void;
  /** Changed by one to bring a text into the field, such as an example. */
  suggestion: { text: string } | null;
}

const MAX_BYTES = 8192; // until the server has said what it takes

/** Where messages are written. Enter sends, Shift and Enter begin a line; files come by picker, drop or paste. */
export function Composer({ conversationId, agent, activeTurnId, onSend, onStop, suggestion }: ComposerProps) {
  const [text, setText] = useDraft(conversationId);
  const [over, setOver] = useState(false);
  const limits = useQuery(limitsQuery);
  const uploads = useUploads();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const hint = useId();
  useFocusWhereThereAreKeys(field);
  useSuggestion(suggestion, setText, field);

  const limit = limits.data?.max_message_bytes ?? MAX_BYTES;
  const size = bytesOf(text.trim());
  const isTooLong = size > limit;
  const isSpent = limits.data?.remaining === 0;
  const failed = uploads.uploads.some(({ problem }) => problem);
  const canSend = text.trim() !== '' && !isTooLong && !isSpent && !uploads.busy && !failed;

  const send = () => {
    if (!canSend) return;
    onSend(
      text.trim(),
      uploads.uploads.flatMap(({ stored }) => (stored ? [stored] : [])),
    );
    setText('');
    uploads.clear();
    field.current?.focus();
  };
  const attachText = () => {
    uploads.add([new File([text], 'message.txt', { type: 'text/plain' })]);
    setText('');
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'ArrowUp' && text === '') editLast(event);
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const paste = (event: ClipboardEvent) => {
    const files = Array.from(event.clipboardData.files);
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    uploads.add(Array.from(event.dataTransfer.files));
  };

  return (
    <form
      className={classes.composer}
      data-over={over || undefined}
      aria-label="New message"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Attachments uploads={uploads.uploads} onRemove={uploads.remove} />
      <Textarea
        ref={field}
        aria-label={`Message ${agent}`}
        aria-describedby={hint}
        placeholder={over ? 'Drop the files here' : `Message ${agent}`}
        data-keeps-focus
        autosize
        minRows={1}
        maxRows={10}
        variant="unstyled"
        classNames={{ input: classes.input ?? '' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
        onPaste={paste}
      />
      <div className={classes.bar}>
        <Tooltip label="Attach files">
          <ActionIcon aria-label="Attach files" onClick={() => picker.current?.click()}>
            <IconPaperclip size={17} />
          </ActionIcon>
        </Tooltip>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          onChange={(event) => {
            uploads.add(Array.from(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
        <span id={hint} className={classes.hint}>
          {isTooLong || isNearLimit(size, limit) ? (
            <Counter size={size} limit={limit} />
          ) : (
            <Allowance limits={limits.data} onRenewed={() => void limits.refetch()} />
          )}
        </span>
        {isTooLong && (
          <Button size="xs" variant="default" leftSection={<IconFileText size={14} />} onClick={attachText}>
            Attach as a file
          </Button>
        )}
        {activeTurnId !== null && (
          <Tooltip label="Stop">
            <ActionIcon
              variant="default"
              className={classes.round}
              aria-label="Stop the answer"
              onClick={() => onStop(activeTurnId)}
            >
              <IconPlayerStopFilled size={15} />
            </ActionIcon>
          </Tooltip>
        )}
        {(activeTurnId === null || text !== '') && (
          <ActionIcon
            type="submit"
            variant="filled"
            color="accent"
            className={classes.round}
            disabled={!canSend}
            aria-label={activeTurnId === null ? 'Send' : 'Send after this answer'}
          >
            <IconArrowUp size={17} />
          </ActionIcon>
        )}
      </div>
    </form>
  );
}

function Counter({ size, limit }: { size: number; limit: number }) {
  const isTooLong = size > limit;
  return (
    <span className={classes.counter} data-over={isTooLong || undefined} role={isTooLong ? 'alert' : undefined}>
      {size.toLocaleString()} of {limit.toLocaleString()} bytes
    </span>
  );
}

/** A keyboard is at hand where a fine pointer is; on a phone the focus would bring up the keys unasked. */
function useFocusWhereThereAreKeys(field: { current: HTMLTextAreaElement | null }): void {
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
  }, [field]);
}

function useSuggestion(
  suggestion: ComposerProps['suggestion'],
  write: (text: string) => void,
  field: { current: HTMLTextAreaElement | null },
): void {
  useEffect(() => {
    if (!suggestion) return;
    write(suggestion.text);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(suggestion.text.length, suggestion.text.length);
    });
  }, [suggestion, write, field]);
}

/** As in a terminal: up, in an empty field, brings back what was said last. */
function editLast(event: KeyboardEvent): void {
  const buttons = document.querySelectorAll<HTMLElement>('[data-edit-message]');
  const last = buttons.item(buttons.length - 1) as HTMLElement | null;
  if (!last) return;
  event.preventDefault();
  last.click();
}
