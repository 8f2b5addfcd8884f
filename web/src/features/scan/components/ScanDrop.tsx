import { Button, SegmentedControl, TextInput, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState, type DragEvent, type SubmitEvent } from 'react';

import { placedIn, placedOf, type Placed } from '../packing';
import classes from './ScanDrop.module.css';

export interface ScanDropProps {
  onScan: (files: Placed[]) => void;
}

/** A place for what is to be scanned: dropped, chosen, or pasted. */
export function ScanDrop({ onScan }: ScanDropProps) {
  const [way, setWay] = useState('files');
  return (
    <div className={classes.ways}>
      <SegmentedControl
        className={classes.switch}
        aria-label="What to scan"
        data={[
          { value: 'files', label: 'Files' },
          { value: 'text', label: 'Text' },
        ]}
        value={way}
        onChange={setWay}
      />
      {way === 'files' ? <DropArea onScan={onScan} /> : <Paste onScan={onScan} />}
    </div>
  );
}

function DropArea({ onScan }: ScanDropProps) {
  const [over, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void placedIn(event.dataTransfer.items).then(onScan);
  };
  const choose = (field: HTMLInputElement) => {
    onScan(placedOf(field.files));
    field.value = '';
  };
  return (
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
        Drop a skill, a zip or a folder here, or{' '}
        <button type="button" className={classes.pick} onClick={() => file.current?.click()}>
          choose files
        </button>{' '}
        or{' '}
        <button type="button" className={classes.pick} onClick={() => folder.current?.click()}>
          a folder
        </button>
      </span>
      <span className={classes.hint}>Up to 50 MB. What you send is read and not kept; the report is, for 30 days.</span>
      <input
        ref={file}
        type="file"
        multiple
        hidden
        aria-label="Files to scan"
        onChange={(event) => choose(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        // The one way to choose a folder, in every browser under this old name.
        {...{ webkitdirectory: '' }}
        aria-label="Folder to scan"
        onChange={(event) => choose(event.currentTarget)}
      />
    </div>
  );
}

function Paste({ onScan }: ScanDropProps) {
  const [text, setText] = useState('');
  const [name, setName] = useState('text.md');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const path = name.trim() || 'text';
    if (text) onScan([{ path, file: new File([text], path) }]);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Textarea
        label="Text"
        placeholder="Paste instructions, code, or a manifest of tools"
        autosize
        minRows={8}
        maxRows={20}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.line}>
        <TextInput
          label="Name"
          description="How it ends tells how it is read: .md, .py, .sh, .json"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text === ''}>
          Scan
        </Button>
      </div>
    </form>
  );
}
