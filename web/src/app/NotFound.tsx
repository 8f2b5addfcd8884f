import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states/EmptyState';

/** For an address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="No such page">
      <EmptyState title="Nothing lives at this address. It may be mistyped, or belong to another version.">
        <LinkButton to="/missions">Go to missions</LinkButton>
      </EmptyState>
    </Page>
  );
}
