// Tests read the pages in English, as they are written, whatever the machine's own language is.
import { beforeAll } from 'vitest';
import { speak } from './i18n';

Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-US'] }, configurable: true, writable: true });

beforeAll(() => speak('en'), 120_000);
