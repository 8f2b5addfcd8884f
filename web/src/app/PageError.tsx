import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';

import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/states/ErrorState';

/** For a page that could not be shown at all; everything around it goes on working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="Something went wrong">
      <ErrorState title="This page could not be shown" error={error} onRetry={retry} />
    </Page>
  );
}
