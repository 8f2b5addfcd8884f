import { CopyText } from '@/ui/CopyText';
import { LinkButton } from '@/ui/LinkButton';
import { EmptyState } from '@/ui/states/EmptyState';

import classes from './FirstCall.module.css';

/** Nobody has called a model yet: how to make the first call. */
export function FirstCall() {
  const address = `${location.origin}/v1`;
  return (
    <EmptyState title="No model calls yet. Every call through this gateway is booked here, to the micro-dollar.">
      <div className={classes.how}>
        <p className={classes.text}>
          Point any OpenAI or Anthropic client at <CopyText text={address} label="address of the gateway" /> with one of
          your API keys:
        </p>
        <pre className={classes.code} tabIndex={0} aria-label="Example">
          {`from openai import OpenAI

client = OpenAI(base_url="${address}", api_key="…")
client.chat.completions.create(model="auto", messages=[{"role": "user", "content": "Hello"}])`}
        </pre>
      </div>
      <LinkButton to="/models">Connect a model</LinkButton>
      <LinkButton to="/account" variant="default">
        Create an API key
      </LinkButton>
    </EmptyState>
  );
}
