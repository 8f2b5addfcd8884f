import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { useEffect } from 'react';

import { onSignedOut } from '@/lib/api/connection';
import { styleNonce } from '@/lib/csp';
import { cssVariables, theme } from '@/ui/theme';

import { leaveForSignIn, queryClient, router } from './router';

const colorScheme = localStorageColorSchemeManager({ key: 'pilothouse.color-scheme' });

// The scroll lock behind dialogs writes a style element of its own and asks for the nonce here.
if (styleNonce()) setNonce(styleNonce());

/** The whole page: theme, data and routes. */
export function App() {
  useEffect(() => onSignedOut(leaveForSignIn), []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
      <Notifications position="bottom-right" limit={4} />
    </MantineProvider>
  );
}
