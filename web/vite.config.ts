// How the shop is built and served while developing. The host serves dist/ under a strict
// content security policy, so nothing may be inlined as data: or as an inline script.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const host = process.env.CARTWRIGHT_API ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/api': { target: host, changeOrigin: false },
    },
  },
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 600,
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
  },
});
