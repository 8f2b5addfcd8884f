import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { formatCallCost } from '@/lib/format/money';
import { formatCount, formatShare } from '@/lib/format/number';
import { Facts } from '@/ui/Facts';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastDone, toastError, toastUndo } from '@/ui/toast';
import { When } from '@/ui/When';

import {
  addFact,
  chatKeys,
  factsQuery,
  FACTS_EXPORT_URL,
  forgetFact,
  usageQuery,
  type Conversation,
  type Fact,
} from '../api';
import { useConversationActions } from '../useConversationActions';
import classes from './MemoryPanel.module.css';

/** What agents are told beside the messages: the summary of this conversation, and facts of all. */
export function MemoryPanel({ conversation }: { conversation: Conversation | undefined }) {
  return (
    <div className={classes.panel}>
      {conversation && <Summary key={`${conversation.id} ${conversation.summary ?? ''}`} conversation={conversation} />}
      <KnownFacts />
      <Usage />
    </div>
  );
}

function Summary({ conversation }: { conversation: Conversation }) {
  const [text, setText] = useState(conversation.summary ?? '');
  const { change } = useConversationActions();
  const isChanged = text.trim() !== (conversation.summary ?? '');
  const save = () =>
    change.mutate(
      { id: conversation.id, body: { summary: text.trim() } },
      { onSuccess: () => toastDone('The summary is changed') },
    );
  const note = conversation.is_summary_edited ? 'Edited by you' : undefined;
  return (
    <Section title="Summary" note={note}>
      <p className={classes.text}>
        {conversation.summary
          ? 'Stands for the beginning of this conversation, which is too long to be told word by word.'
          : 'None yet: agents are still told every message. You may write one yourself.'}
      </p>
      <Textarea
        aria-label="Summary of this conversation"
        autosize
        minRows={3}
        maxRows={14}
        maxLength={8000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {isChanged && (
        <div className={classes.actions}>
          <Button size="xs" onClick={save} loading={change.isPending}>
            Save summary
          </Button>
          <Button size="xs" variant="default" onClick={() => setText(conversation.summary ?? '')}>
            Discard
          </Button>
        </div>
      )}
    </Section>
  );
}

function KnownFacts() {
  const facts = useQuery(factsQuery);
  return (
    <Section
      title="Facts"
      note={
        facts.data &&
        facts.data.length > 0 && (
          <a className={classes.download} href={FACTS_EXPORT_URL} download>
            <IconDownload size={13} aria-hidden /> Download
          </a>
        )
      }
    >
      <p className={classes.text}>
        What agents know of you in every conversation. Ask them to remember, or write it here.
      </p>
      {facts.isPending && <Loading label="Loading facts" heights={[40, 40]} />}
      {facts.isError && !facts.data && (
        <ErrorState title="The facts could not be loaded" error={facts.error} onRetry={() => void facts.refetch()} />
      )}
      {facts.data && facts.data.length > 0 && (
        <ul className={classes.facts} aria-label="Facts">
          {facts.data.map((fact) => (
            <FactRow key={fact.id} fact={fact} />
          ))}
        </ul>
      )}
      <NewFact />
    </Section>
  );
}

function FactRow({ fact }: { fact: Fact }) {
  const client = useQueryClient();
  const refresh = (): void => void client.invalidateQueries({ queryKey: chatKeys.facts });
  const again = useMutation({ mutationFn: () => addFact(fact.text), onSettled: refresh });
  const forget = useMutation({
    mutationFn: () => forgetFact(fact.id),
    onSuccess: () => toastUndo('Forgotten', () => again.mutate()),
    onError: (error) => toastError('The fact was not forgotten', error),
    onSettled: refresh,
  });
  return (
    <li className={classes.fact}>
      <div className={classes.words}>
        <span>{fact.text}</span>
        <span className={classes.meta}>
          {fact.source === 'agent' ? 'Kept by an agent' : 'Written by you'} · <When at={fact.created_at} />
        </span>
      </div>
      <ActionIcon
        size="sm"
        aria-label={`Forget this: ${fact.text}`}
        title="Forget this"
        loading={forget.isPending}
        onClick={() => forget.mutate()}
      >
        <IconTrash size={15} />
      </ActionIcon>
    </li>
  );
}

function NewFact() {
  const [text, setText] = useState('');
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: () => addFact(text.trim()),
    onSuccess: () => setText(''),
    onError: (error) => toastError('The fact was not kept', error),
    onSettled: () => client.invalidateQueries({ queryKey: chatKeys.facts }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== '') add.mutate();
  };
  return (
    <form className={classes.add} onSubmit={submit}>
      <TextInput
        className={classes.field}
        aria-label="New fact"
        placeholder="Reports go out in euros"
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={text.trim() === ''} loading={add.isPending}>
        Remember
      </Button>
    </form>
  );
}

function Usage() {
  const usage = useQuery(usageQuery);
  if (!usage.data) return null;
  const { turns, cost_usd: cost, input_tokens: input, output_tokens: output, cache_hit_rate: hits } = usage.data;
  return (
    <Section title="Your use" note="30 days, all conversations">
      <Facts
        facts={[
          { name: 'Answers', value: formatCount(turns) },
          { name: 'Cost', value: formatCallCost(cost) },
          { name: 'Tokens in', value: formatCount(input) },
          { name: 'of these from cache', value: formatShare(hits, true) },
          { name: 'Tokens out', value: formatCount(output) },
        ]}
      />
    </Section>
  );
}
