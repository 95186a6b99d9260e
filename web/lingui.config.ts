// The catalogues of the shop's pages, and apart from them what the host says, which English pages never load. The admin and vendor corner is
// written in English alone.
import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

const host = '<rootDir>/src/i18n/host';

const english = ['admin', 'analytics', 'statements', 'vendor'].map((room) => `<rootDir>/src/features/${room}/**`);

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    { path: '<rootDir>/src/i18n/{locale}', include: ['<rootDir>/src'], exclude: [`${host}/**`, ...english, '**/*.test.ts', '**/*.d.ts'] },
    { path: `${host}/{locale}`, include: [host] },
  ],
  // Where a message stands would change the catalogue with every move of code.
  format: formatter({ origins: false }),
});
