/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server the development page talks to. */
const server = process.env.PILOTHOUSE_URL ?? 'http://127.0.0.1:8700';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@pilothouse/client': here('./client/src/index.ts'), '@': here('./src') } },
  server: {
    port: 5300,
    strictPort: true,
    proxy: { '/api': { target: server, ws: true }, '/health': { target: server } },
  },
  experimental: {
    // Only the page itself names its base path; scripts and styles find each other from where they are.
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  build: {
    outDir: '../src/pilothouse/server/static',
    emptyOutDir: true,
    // A data: URI would need a wider content security policy than the page has.
    assetsInlineLimit: 0,
    // Vega is the one large part, and is loaded when the first chart is.
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // A page is a handful of files: what all need, what many need, its own. By itself it would be eighty.
        codeSplitting: {
          groups: [
            { name: 'app', tags: ['$initial'] },
            { name: 'shared', minShareCount: 4 },
          ],
        },
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          environment: 'jsdom',
          include: ['src/**/*.test.{ts,tsx}'],
          setupFiles: ['./src/testing/setup.ts'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
      { test: { name: 'client', include: ['client/src/**/*.test.ts'] } },
    ],
  },
});
