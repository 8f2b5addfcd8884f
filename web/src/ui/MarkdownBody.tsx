import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

import { blocksOf } from './markdown/blocks';
import { CodeBlock } from './markdown/CodeBlock';
import classes from './Markdown.module.css';

const components: Components = {
  // A report's own headings start below the page's.
  h1: ({ children }) => <h3 data-level="1">{children}</h3>,
  h2: ({ children }) => <h3 data-level="2">{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  table: ({ children }) => (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  // An image in a model's answer would call an address of the model's choosing; its description is enough.
  img: ({ alt }) => <span>{alt ?? ''}</span>,
  pre: ({ children }) => <Code>{children}</Code>,
  input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled aria-label="Done" />,
};

/** Markdown, block by block: while a text grows, only its last block is read and drawn again. */
export default function MarkdownBody({ text }: { text: string }) {
  return blocksOf(text).map((block, index) => <Block key={index} text={block} />);
}

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
      {text}
    </ReactMarkdown>
  );
});

function Code({ children }: { children?: ReactNode }) {
  const { className = '', children: text } = propsOf(children);
  const language = /language-(\S+)/.exec(className)?.[1] ?? '';
  return <CodeBlock text={typeof text === 'string' ? text.replace(/\n$/, '') : ''} language={language} />;
}

/** The one `code` that a fence holds. */
function propsOf(child: ReactNode): { className?: string; children?: ReactNode } {
  const isElement = typeof child === 'object' && child !== null && 'props' in child;
  return isElement ? (child.props as { className?: string; children?: ReactNode }) : { children: child };
}
