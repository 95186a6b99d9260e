// How the shop is built and served while developing. The host serves dist/ under a strict
// content security policy, so nothing may be inlined as data: or as an inline script.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const host = process.env.CARTWRIGHT_API ?? 'http://localhost:8080';

// Smaller files fit into one packet as they are.
const compressedFromBytes = 512;

/** Puts a brotli and a gzip form beside every text of the build; the host chooses among them and compresses nothing itself. */
const compressed = {
  name: 'compressed-forms',
  apply: 'build' as const,
  closeBundle() {
    const out = join(import.meta.dirname, 'dist');
    for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|svg|html|txt)$/.test(name)) continue;
      const text = readFileSync(join(out, name));
      if (text.length < compressedFromBytes) continue;
      const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
      const gzip = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
      for (const [suffix, bytes] of [['br', brotli], ['gz', gzip]] as const) {
        if (bytes.length < text.length) writeFileSync(join(out, `${name}.${suffix}`), bytes);
      }
    }
  },
};

export default defineConfig({
  // Messages become ids while building; the catalogues are imported as they are.
  plugins: [react({ babel: { plugins: ['@lingui/babel-plugin-lingui-macro'] } }), lingui(), compressed],
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
    setupFiles: ['src/i18n/english.ts'],
    // A machine that does much else is no failed test.
    testTimeout: 120_000,
  },
});
