import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { countOf } from '@/lib/format/number';
import { Section } from '@/ui/Section';

import type { Scan } from '../api';
import { byFile } from '../groups';
import { fileOf, readSources, rememberFile } from '../sources';
import { FileFindings } from './FileFindings';
import classes from './ScannedFiles.module.css';

const MOST_FILES = 50; // drawn at once; more are asked for

/** The findings of every file, beside its code when what was scanned is at hand. */
export function ScannedFiles({ scan }: { scan: Scan }) {
  const [file, setFile] = useState(() => fileOf(scan.id));
  const [shown, setShown] = useState(MOST_FILES);
  const groups = byFile(scan.findings);
  const sources = useQuery({
    queryKey: ['scans', 'sources', scan.id, file?.name, file?.size],
    queryFn: () =>
      file
        ? readSources(
            file,
            groups.map(({ path }) => path),
          )
        : new Map<string, string>(),
    enabled: file !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
  if (groups.length === 0) return null;
  const take = (chosen: File) => {
    rememberFile(scan.id, chosen);
    setFile(chosen);
  };
  return (
    <Section title="Findings" note={`${countOf(scan.findings.length, 'finding')} in ${countOf(groups.length, 'file')}`}>
      {!file && <OpenAgain onChoose={take} />}
      {groups.slice(0, shown).map(({ path, findings }) => (
        <FileFindings key={path} path={path} findings={findings} source={sources.data?.get(path)} />
      ))}
      {groups.length > shown && (
        <div>
          <Button variant="default" onClick={() => setShown(shown + MOST_FILES)}>
            {`Show ${countOf(Math.min(MOST_FILES, groups.length - shown), 'more file')}`}
          </Button>
        </div>
      )}
    </Section>
  );
}

/** The server kept no code; who has it can lay it beside the findings without sending it again. */
function OpenAgain({ onChoose }: { onChoose: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.again}>
      <span>
        What was scanned is not kept. Open it here to see the findings beside the code; it stays in this page.
      </span>
      <Button variant="default" onClick={() => field.current?.click()}>
        Open the file
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        aria-label="What was scanned"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) onChoose(chosen);
        }}
      />
    </div>
  );
}
