// What the build is made of, written beside it for budget.test.ts: Vite's own manifest names only the chunks that one module stands for.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin, Rollup } from 'vite';

export interface Piece {
  isEntry: boolean;
  /** Files that must be there before it runs. */
  imports: string[];
  styles: string[];
  /** Below web/. */
  modules: string[];
}

const root = join(import.meta.dirname, '..');
export const piecesFile = join(root, 'dist/.vite/pieces.json');

export function pieces(): Plugin {
  return {
    name: 'pieces',
    apply: 'build',
    writeBundle(_, bundle) {
      const found: Record<string, Piece> = {};
      for (const one of Object.values(bundle)) {
        if (one.type !== 'chunk') continue;
        const { viteMetadata } = one as Rollup.OutputChunk & { viteMetadata?: { importedCss: Set<string> } };
        found[one.fileName] = { isEntry: one.isEntry, imports: one.imports, styles: [...(viteMetadata?.importedCss ?? [])], modules: one.moduleIds.map((id) => relative(root, id.split('?')[0] ?? '')) };
      }
      mkdirSync(join(piecesFile, '..'), { recursive: true });
      writeFileSync(piecesFile, JSON.stringify(found));
    },
  };
}
