import { HoverCard } from '@mantine/core';

import type { Citation } from '../parts';
import classes from './Sources.module.css';

/** Where an answer's facts were found: numbered chips; the title and the words relied on come with focus or hover. */
export function Sources({ citations }: { citations: Citation[] }) {
  const distinct = unique(citations);
  if (distinct.length === 0) return null;
  return (
    <ol className={classes.sources} aria-label="Sources">
      {distinct.map((citation, index) => (
        <li key={`${citation.source} ${citation.title}`}>
          <Source citation={citation} number={index + 1} />
        </li>
      ))}
    </ol>
  );
}

function Source({ citation, number }: { citation: Citation; number: number }) {
  const address = addressOf(citation.source);
  const content = (
    <>
      <span className={classes.number}>{number}</span>
      <span className={classes.text}>{address ? address.hostname.replace(/^www\./, '') : citation.title}</span>
    </>
  );
  return (
    <HoverCard width={300} position="top-start" shadow="md" openDelay={200} withinPortal>
      <HoverCard.Target>
        {address ? (
          <a className={classes.chip} href={address.href} target="_blank" rel="noopener noreferrer nofollow">
            {content}
          </a>
        ) : (
          <span className={classes.chip} tabIndex={0} role="note" aria-label={`${citation.title}, ${citation.source}`}>
            {content}
          </span>
        )}
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <p className={classes.title}>{citation.title}</p>
        {citation.quote && <blockquote className={classes.quote}>{citation.quote}</blockquote>}
        <p className={classes.where}>{citation.source}</p>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

/** A web address, and no other kind. */
function addressOf(source: string): URL | null {
  if (!URL.canParse(source)) return null;
  const url = new URL(source);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
}

function unique(citations: Citation[]): Citation[] {
  const seen = new Map(citations.toReversed().map((citation) => [`${citation.source}\n${citation.title}`, citation]));
  return [...seen.values()].toReversed();
}
