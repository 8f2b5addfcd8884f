import { Button } from '@mantine/core';
import { useState } from 'react';

import type { Action, Family } from '@/lib/api/security';
import { countOf } from '@/lib/format/number';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Section } from '@/ui/Section';

import type { Policy } from '../api';
import { changesIn, draftOf, ownRule, withRule, type Place } from '../draft';
import { nameOfScope, type Scope } from '../scope';
import { usePolicyActions } from '../usePolicyActions';
import { ACTIONS } from '../words';
import classes from './Policies.module.css';
import { PolicyMatrix } from './PolicyMatrix';
import { ReviewDialog } from './ReviewDialog';
import { RuleDialog } from './RuleDialog';
import { TrustFields } from './TrustFields';

export interface PolicyEditorProps {
  scope: Scope;
  /** As it is saved; undefined where there is none yet. */
  policy: Policy | undefined;
  /** The organization's. */
  above: Policy;
  mayWrite: boolean;
}

/** One policy: what holds, what it does, and changes that are tried on past traffic before they count. */
export function PolicyEditor({ scope, policy, above, mayWrite }: PolicyEditorProps) {
  const saved = draftOf(policy);
  const [draft, setDraft] = useState(saved);
  const [editing, setEditing] = useState<{ family: Family; place: Place } | null>(null);
  const [reviewing, setReviewing] = useState(false);
  const { save } = usePolicyActions(scope);
  const changes = changesIn(saved, draft);
  const set = (family: Family, place: Place) => (rule: Parameters<typeof withRule>[3]) =>
    setDraft(withRule(draft, family, place, rule));
  return (
    <>
      <Section title="What is done" note="A cell shows what holds and who says so">
        <PolicyMatrix
          draft={draft}
          scope={scope}
          policy={policy}
          above={above}
          onEdit={mayWrite ? (family, place) => setEditing({ family, place }) : undefined}
        />
        <Meanings />
      </Section>
      <Section title="Trust">
        <TrustFields draft={draft} disabled={!mayWrite} onChange={setDraft} />
      </Section>
      {mayWrite && policy?.updated_at != null && <Removal scope={scope} />}
      {changes.length > 0 && (
        <div className={classes.save} role="region" aria-label="Unsaved changes">
          <span>{`${countOf(changes.length, 'change')} not saved`}</span>
          <span className={classes.buttons}>
            <Button variant="default" onClick={() => setDraft(saved)}>
              Discard
            </Button>
            <Button onClick={() => setReviewing(true)}>Try on past traffic and save</Button>
          </span>
        </div>
      )}
      {editing && (
        <RuleDialog
          {...editing}
          rule={ownRule(draft, editing.family, editing.place)}
          above={aboveText(scope, editing.place)}
          onChange={set(editing.family, editing.place)}
          onClose={() => setEditing(null)}
        />
      )}
      {reviewing && (
        <ReviewDialog
          scope={scope}
          draft={draft}
          changes={changes}
          busy={save.isPending}
          error={save.error}
          onSave={() => save.mutate(draft)}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  );
}

function aboveText({ kind }: Scope, place: Place): string {
  const above = kind === 'organization' ? 'the standard' : 'what the organization says';
  return place === null ? above : `the rule for everywhere, else ${above}`;
}

function Meanings() {
  return (
    <dl className={classes.meanings}>
      {(Object.keys(ACTIONS) as Action[]).map((action) => (
        <Meaning key={action} action={action} />
      ))}
    </dl>
  );
}

function Meaning({ action }: { action: Action }) {
  return (
    <>
      <dt>{ACTIONS[action].label}</dt>
      <dd>{ACTIONS[action].meaning}</dd>
    </>
  );
}

function Removal({ scope }: { scope: Scope }) {
  const [asking, setAsking] = useState(false);
  const { remove } = usePolicyActions(scope);
  const above = scope.kind === 'organization' ? 'the standard' : 'the organization’s policy';
  return (
    <div>
      <Button variant="default" onClick={() => setAsking(true)}>
        Go back to {above}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`Take this policy away: ${nameOfScope(scope)}?`}
        text={`Every rule laid down here ends at once, and ${above} holds. What was noted so far stays.`}
        action="Take policy away"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
