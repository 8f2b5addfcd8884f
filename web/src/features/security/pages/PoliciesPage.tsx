import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { useMay } from '@/lib/api/me';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { exceptionsQuery, policiesQuery } from '../api';
import { ExceptionList } from '../components/ExceptionList';
import classes from '../components/Policies.module.css';
import { PolicyEditor } from '../components/PolicyEditor';
import { ScopePicker } from '../components/ScopePicker';
import shared from '../components/Security.module.css';
import { SecurityPage } from '../components/SecurityPage';
import { ORGANIZATION, policyOf, scopeIn, textOfScope } from '../scope';

const route = getRouteApi('/shell/security/policies');

/** What is done about findings: in the whole organization, and around one agent or tool. */
export function PoliciesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const policies = useQuery(policiesQuery);
  const mayWrite = useMay('security:write');
  const scope = scopeIn(search.for);
  const above = policyOf(policies.data ?? [], ORGANIZATION);
  const policy = policyOf(policies.data ?? [], scope);
  return (
    <SecurityPage title="Policies">
      {policies.isPending && <Loading label="Loading policies" heights={[56, 360]} />}
      {policies.isError && !policies.data && (
        <ErrorState
          title="The policies could not be loaded"
          error={policies.error}
          onRetry={() => void policies.refetch()}
        />
      )}
      {policies.data && above && (
        <>
          <div className={classes.head}>
            <ScopePicker
              policies={policies.data}
              scope={scope}
              mayWrite={mayWrite}
              onChoose={(next) => void navigate({ search: { for: textOfScope(next) } })}
            />
          </div>
          <PolicyEditor
            // Once it is saved, or somebody else has saved theirs, the writing begins anew.
            key={`${textOfScope(scope)} ${policy?.updated_at}`}
            scope={scope}
            policy={policy}
            above={above}
            mayWrite={mayWrite}
          />
          <Exceptions mayWrite={mayWrite} />
        </>
      )}
    </SecurityPage>
  );
}

function Exceptions({ mayWrite }: { mayWrite: boolean }) {
  const exceptions = useQuery(exceptionsQuery);
  if (!exceptions.data) return null;
  return (
    <Section title="What passes after false alarms" panel>
      {exceptions.data.length === 0 ? (
        <p className={shared.muted}>Nothing. Call an event a false alarm to let the like of it pass.</p>
      ) : (
        <ExceptionList exceptions={exceptions.data} mayWrite={mayWrite} />
      )}
    </Section>
  );
}
