import { ActionIcon, Button, Textarea, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy, IconFile, IconPencil } from '@tabler/icons-react';
import { memo, useState, type KeyboardEvent } from 'react';

import { formatBytes } from '@/lib/format/number';

import { useChat } from '../chat';
import type { Message } from '../api';
import type { QuestionEntry } from '../thread';
import { useCopied } from '../useCopied';
import actions from './Actions.module.css';
import { Branches } from './Branches';
import classes from './Question.module.css';

/** What a person said, with its files; it can be written anew on a branch of its own. */
export const Question = memo(function Question({ entry }: { entry: QuestionEntry }) {
  const [editing, setEditing] = useState(false);
  const { message, text, files } = entry;
  if (editing && message) return <Editor message={message} onClose={() => setEditing(false)} />;
  return (
    <article className={classes.question} aria-label="You">
      <VisuallyHidden component="h2">You</VisuallyHidden>
      {files.length > 0 && (
        <ul className={classes.files} aria-label="Attached files">
          {files.map((file) => (
            <li key={file.id} className={classes.file}>
              <IconFile size={15} aria-hidden />
              <span className={classes.name}>{file.name}</span>
              <span className={classes.size}>{formatBytes(file.size_bytes)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.bubble} data-own>
        {text}
      </p>
      {message && (
        <div className={actions.actions}>
          <Branches message={message} />
          <Copy text={text} />
          <Tooltip label="Edit and ask again">
            <ActionIcon size="sm" aria-label="Edit message" data-edit-message onClick={() => setEditing(true)}>
              <IconPencil size={15} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
    </article>
  );
});

function Copy({ text }: { text: string }) {
  const { copied, copy } = useCopied('message');
  return (
    <Tooltip label={copied ? 'Copied' : 'Copy'}>
      <ActionIcon size="sm" aria-label="Copy message" onClick={() => copy(text)}>
        {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}

function Editor({ message, onClose }: { message: Message; onClose: () => void }) {
  const [text, setText] = useState(message.text);
  const chat = useChat();
  const send = () => {
    if (text.trim() === '') return;
    onClose();
    chat.send(text.trim(), message.files, message);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <article className={classes.editor} aria-label="Edit your message">
      <Textarea
        aria-label="Your message"
        autosize
        minRows={2}
        maxRows={14}
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
        onFocus={(event) => event.currentTarget.setSelectionRange(text.length, text.length)}
      />
      <div className={classes.buttons}>
        <span className={classes.hint}>What follows stays on its own branch.</span>
        <Button size="xs" variant="default" onClick={onClose}>
          Discard
        </Button>
        <Button size="xs" onClick={send} disabled={text.trim() === ''}>
          Send
        </Button>
      </div>
    </article>
  );
}
