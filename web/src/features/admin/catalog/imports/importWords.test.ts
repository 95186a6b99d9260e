import { describe, expect, it } from 'vitest';
import type { ImportJob } from '../../../../api/types';
import { importType } from '../../../../api/desk/imports';
import { shown, standing, toldRows } from './importWords';

const job: ImportJob = {
  job_id: 'j',
  state: 'checked',
  done: 3,
  total: 3,
  failed: 1,
  errors: [],
  created_at: '2026-11-30T00:00:00Z',
  finished_at: null,
  created: 1,
  changed: 1,
  unchanged: 0,
  preview: true,
  on_error: 'good',
};

describe('an import in words', () => {
  it('says what would happen before it does', () => {
    expect(standing(job)).toBe('Nothing has changed yet. Of 3 lines: 1 would be new, 1 would change, 0 as they are, 1 refused.');
    expect(standing({ ...job, state: 'done' })).toBe('Done. Of 3 lines: 1 new, 1 changed, 0 as they are, 1 refused.');
    expect(standing({ ...job, state: 'running', total: 0 })).toBe('The file is being read.');
    expect(standing({ ...job, state: 'failed' })).toBe('Nothing was changed.');
  });

  it('says what was told from the file', () => {
    expect(toldRows({ layout: 'shopify', encoding: 'utf-16le', delimiter: '\t', decimal: 'unknown', currency: 'EUR', notes: [] })).toEqual([
      ['Layout', 'Shopify'],
      ['Encoding', 'UTF-16LE'],
      ['Between fields', 'tab'],
      ['Prices in', 'EUR'],
    ]);
  });

  it('shows values and knows files by their names', () => {
    expect([shown(null), shown('a'), shown(3), shown({ a: 1 })]).toEqual(['nothing', 'a', '3', '{"a":1}']);
    expect([importType('a.CSV'), importType('a.jsonl'), importType('a.tsv')]).toEqual(['text/csv', 'application/x-ndjson', 'text/csv']);
  });
});
