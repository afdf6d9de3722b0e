import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// While developing, the page is served by Vite and everything else by a running Talaan.
const server = process.env['TALAAN_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    proxy: {
      '/api': server,
      '/healthz': server,
    },
  },
  build: {
    target: 'es2022',
    // public/.gitkeep is copied into dist, so that the folder the Go program embeds is never missing.
    emptyOutDir: true,
    // No inlined data: URLs for assets: the content security policy stays simple.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test/setup.ts'],
    restoreMocks: true,
    css: false,
  },
});
