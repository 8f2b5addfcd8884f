/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { mockServer } from './dev/mockServer';

/** `PILOTHOUSE_URL` names the server the development page talks to; without it a scripted one answers. */
const server = process.env.PILOTHOUSE_URL;

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [react(), ...(server || mode === 'test' ? [] : [mockServer()])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5300,
    strictPort: true,
    proxy: server ? { '/api': { target: server, ws: true }, '/health': { target: server } } : undefined,
  },
  build: {
    outDir: '../src/pilothouse/server/static',
    emptyOutDir: true,
    // A data: URI would need a wider content security policy than the page has.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/testing/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
}));
