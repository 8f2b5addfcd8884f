import { lazy, Suspense } from 'react';

import classes from './Markdown.module.css';

const MarkdownBody = lazy(() => import('./MarkdownBody'));

/** Text as a model or tool wrote it: markdown with tables; raw HTML is shown as text, never run. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <Suspense fallback={<p>{text}</p>}>
        <MarkdownBody text={text} />
      </Suspense>
    </div>
  );
}
