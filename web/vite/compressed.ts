// The compressed forms of the build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

// Smaller files fit into one packet as they are.
const compressedFromBytes = 512;

export const brotli = (text: Buffer): Buffer =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });

/** Puts a brotli and a gzip form beside every text of the build; the host chooses among them and compresses nothing itself. */
export function compressed(): Plugin {
  return {
    name: 'compressed-forms',
    apply: 'build',
    // After the service worker is there.
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const out = join(import.meta.dirname, '../dist');
        for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
          if (!/\.(js|css|svg|html|txt)$/.test(name)) continue;
          const text = readFileSync(join(out, name));
          if (text.length < compressedFromBytes) continue;
          const gzip = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
          for (const [suffix, bytes] of [['br', brotli(text)], ['gz', gzip]] as const) {
            if (bytes.length < text.length) writeFileSync(join(out, `${name}.${suffix}`), bytes);
          }
        }
      },
    },
  };
}
