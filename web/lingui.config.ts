// The catalogues of the shop's pages, and apart from them what the host says, which English pages never load. The admin and vendor corner is
// written in English alone.
import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

const host = '<rootDir>/src/i18n/host';

const english = ['admin', 'analytics', 'statements', 'vendor'].map((room) => `<rootDir>/src/features/${room}/**`);

/** Whose pages nobody begins with: their words come with them (src/i18n/i18n.ts). The two files are read on first pages too, and are in both. */
const behind = ['account', 'checkout', 'order', 'papers', 'sell', 'withdrawal'].map((room) => `<rootDir>/src/features/${room}`);
const alsoFirst = '!(methodWords|withdrawalWords).*';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    {
      path: '<rootDir>/src/i18n/{locale}',
      include: ['<rootDir>/src'],
      exclude: [`${host}/**`, ...english, ...behind.map((room) => `${room}/**/${alsoFirst}`), '**/*.test.ts', '**/*.d.ts'],
    },
    { path: '<rootDir>/src/i18n/behind/{locale}', include: behind, exclude: ['**/*.test.ts', '**/*.d.ts'] },
    { path: `${host}/{locale}`, include: [host] },
  ],
  // Where a message stands would change the catalogue with every move of code.
  format: formatter({ origins: false }),
});
