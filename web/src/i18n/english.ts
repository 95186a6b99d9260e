// Tests read the pages in English, as they are written, whatever the machine's own language is.
import { beforeAll } from 'vitest';
import { speak, speakBehind } from './i18n';

Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-US'] }, configurable: true, writable: true });

beforeAll(async () => {
  await speak('en');
  await speakBehind();
}, 120_000);
