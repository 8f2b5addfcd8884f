import type { Sums } from '@/lib/api/spend';
import { formatCompact, formatShare } from '@/lib/format/number';
import { Meter } from '@/ui/Meter';
import { Section } from '@/ui/Section';

import { tokenKinds } from '../words';
import classes from './TokenKinds.module.css';

/** Tokens by the four prices there are for them. */
export function TokenKinds({ sums }: { sums: Sums }) {
  const kinds = tokenKinds(sums);
  const total = kinds.reduce((sum, { tokens }) => sum + tokens, 0);
  const share = (tokens: number) => (total > 0 ? tokens / total : 0);
  return (
    <Section title="Tokens" note={`${formatCompact(total)} in all`} panel>
      <Meter
        label="Kinds of tokens"
        text={kinds.map(({ name, tokens }) => `${name} ${formatShare(share(tokens))}`).join(', ')}
        parts={kinds.map(({ tokens }, index) => ({ share: share(tokens), tone: index + 1 }))}
      />
      <dl className={classes.kinds}>
        {kinds.map(({ name, tokens }, index) => (
          <div key={name} className={classes.kind}>
            <dt>
              <span className={classes.dot} data-colour={index + 1} aria-hidden />
              {name}
            </dt>
            <dd>{formatCompact(tokens)}</dd>
            <dd className={classes.share}>{formatShare(share(tokens))}</dd>
          </div>
        ))}
      </dl>
      {sums.reasoning_tokens > 0 && (
        <p className={classes.note}>{`${formatCompact(sums.reasoning_tokens)} of the output was reasoning.`}</p>
      )}
    </Section>
  );
}
