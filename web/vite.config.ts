/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server the development page talks to. */
const server = process.env.PILOTHOUSE_URL ?? 'http://127.0.0.1:8700';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
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
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/testing/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
});
