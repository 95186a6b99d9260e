// How the shop is built and served while developing. The host serves dist/ under a strict
// content security policy, so nothing may be inlined as data: or as an inline script.
import { lingui } from '@lingui/vite-plugin';
import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { manualChunks } from './vite/chunks';
import { compressed } from './vite/compressed';
import { cutFonts } from './vite/fonts';
import { pieces } from './vite/pieces';
import { startScript } from './vite/startScript';
import { worker } from './vite/worker';

const host = process.env.CARTWRIGHT_API ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [
    // Messages become ids while building; the catalogues are imported as they are.
    react({ babel: { plugins: ['@lingui/babel-plugin-lingui-macro'] } }),
    lingui(),
    // React Aria's own words in the languages of the pages alone.
    { ...locales.vite({ locales: ['en-US', 'de-DE'] }), enforce: 'pre' },
    cutFonts(),
    startScript(),
    pieces(),
    worker(),
    compressed(),
  ],
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/api': { target: host, changeOrigin: false },
    },
  },
  build: {
    assetsInlineLimit: 0,
    // Slower to build than with esbuild, and three kilobytes less for every visitor.
    minify: 'terser',
    terserOptions: { compress: { passes: 2 } },
    target: 'es2022',
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: {
        manualChunks,
      },
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'vite/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['src/i18n/english.ts'],
    // A machine that does much else is no failed test.
    testTimeout: 120_000,
  },
});
