import { Switch } from '@mantine/core';
import { useMemo, useState } from 'react';

import { countOf } from '@/lib/format/number';
import { Severity } from '@/ui/severity/Severity';

import type { ScanFinding } from '../api';
import { stretchesOf } from '../code';
import { shownPath } from '../sources';
import { Code } from './Code';
import classes from './FileFindings.module.css';

export interface FileFindingsProps {
  path: string;
  findings: ScanFinding[];
  /** The file's text, when it is at hand. */
  source: string | undefined;
}

/** One file: its code with the lines marked, and beside it what was found on them. */
export function FileFindings({ path, findings, source }: FileFindingsProps) {
  const [isWhole, setWhole] = useState(false);
  const stretches = useMemo(
    () => (source === undefined ? [] : stretchesOf(source, findings, isWhole)),
    [source, findings, isWhole],
  );
  const name = shownPath(path) || 'Text';
  return (
    <article className={classes.file} aria-label={name}>
      <header className={classes.head}>
        <h3 className={classes.path}>{name}</h3>
        <span className={classes.muted}>{countOf(findings.length, 'finding')}</span>
        {source !== undefined && (
          <Switch
            size="xs"
            className={classes.whole}
            label="Whole file"
            aria-label={`Whole file ${name}`}
            checked={isWhole}
            onChange={(event) => setWhole(event.currentTarget.checked)}
          />
        )}
      </header>
      <div className={classes.body} data-bare={stretches.length === 0 || undefined}>
        {stretches.length > 0 && <Code name={name} stretches={stretches} />}
        <ol className={classes.findings}>
          {findings.map((finding, index) => (
            <Finding key={index} number={index + 1} finding={finding} />
          ))}
        </ol>
      </div>
    </article>
  );
}

function Finding({ number, finding }: { number: number; finding: ScanFinding }) {
  const { title, severity, line, detector, evidence, explanation, remedy, references } = finding;
  return (
    <li className={classes.finding}>
      <div className={classes.row}>
        <span className={classes.number}>{number}</span>
        <h4 className={classes.title}>{title}</h4>
        <Severity value={severity} />
      </div>
      <div className={classes.row}>
        {line !== null && <span className={classes.muted}>{`Line ${line}`}</span>}
        <code className={classes.muted}>{detector}</code>
      </div>
      {evidence && <pre className={classes.evidence}>{evidence}</pre>}
      <p>{explanation}</p>
      <p className={classes.muted}>{remedy}</p>
      {references.length > 0 && <p className={classes.muted}>{references.join(', ')}</p>}
    </li>
  );
}
