// Tests read the pages in English, as they are written.
import { beforeAll } from 'vitest';
import { speak } from './i18n';

beforeAll(() => speak('en'));
