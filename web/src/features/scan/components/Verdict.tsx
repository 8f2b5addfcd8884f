import { isKeyOf } from '@/lib/address';
import { countOf, formatBytes, formatCount } from '@/lib/format/number';
import { formatMs } from '@/lib/format/time';
import { Meter } from '@/ui/Meter';
import { Section } from '@/ui/Section';
import { Severity } from '@/ui/severity/Severity';
import { Status } from '@/ui/status/Status';

import type { Scan } from '../api';
import { reasonsOf, trustOf } from '../groups';
import classes from './Verdict.module.css';

const TONES = { failed: 'failed', attention: 'attention' } as const;

/** How far what was scanned may be trusted, and why. */
export function Verdict({ scan }: { scan: Scan }) {
  const { score, findings, files, size_bytes: size, took_ms: took } = scan;
  const trust = trustOf(score);
  const tone = isKeyOf(TONES, trust.tone) ? TONES[trust.tone] : 'plain';
  const text = `${Math.round(score)} of 100`;
  return (
    <Section title="Trust" note={`${countOf(files, 'file')} read, ${formatBytes(size)}, in ${formatMs(took)}`} panel>
      <div className={classes.head}>
        <span className={classes.score}>{Math.round(score)}</span>
        <span className={classes.muted}>of 100</span>
        <Status {...trust} />
      </div>
      <Meter label="Trust" text={text} parts={[{ share: score / 100, tone }]} />
      {findings.length > 0 && (
        <ul className={classes.reasons} aria-label="Reasons">
          {reasonsOf(findings).map(({ title, severity, count }) => (
            <li key={`${severity} ${title}`}>
              <Severity value={severity} />
              <span>{title}</span>
              {count > 1 && <span className={classes.muted}>{`${formatCount(count)} times`}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
