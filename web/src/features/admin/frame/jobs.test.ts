// Work under way, as the frame shows it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asJob, dropJob, jobsNow, resumeJobs, watchImport } from './jobs';

const readImport = vi.fn<() => Promise<{ state: string; done: number; total: number }>>();
vi.mock('../../../api/desk/imports', () => ({ readImport: () => readImport() }));
vi.mock('../../../api/desk/analytics', () => ({ readRebuild: vi.fn() }));

const of = (id: string) => jobsNow().find((job) => job.id === id);

describe('jobs', () => {
  const stored = new Map<string, string>();
  beforeEach(() => {
    vi.useFakeTimers();
    stored.clear();
    vi.stubGlobal('sessionStorage', { getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, value: string) => stored.set(name, value) });
  });
  afterEach(() => {
    jobsNow().forEach((job) => dropJob(job.id));
    vi.useRealTimers();
  });

  it('show an export until a while after it is done', async () => {
    let done = (_: string) => undefined as void;
    const work = asJob('export x', 'Export', () => new Promise<string>((resolve) => (done = resolve)));
    expect(of('export x')?.state).toBe('running');
    done('file');
    expect(await work).toBe('file');
    expect(of('export x')?.state).toBe('done');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(of('export x')).toBeUndefined();
  });

  it('keep in sight what has failed', async () => {
    await expect(asJob('export y', 'Export', () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(of('export y')?.state).toBe('failed');
  });

  it('look at an import once at a time until it waits for an answer or ends', async () => {
    readImport.mockResolvedValue({ state: 'running', done: 5, total: 10 });
    watchImport('i1');
    await vi.advanceTimersByTimeAsync(0);
    expect(of('import i1')).toMatchObject({ state: 'running', part: 0.5 });
    watchImport('i1');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(readImport).toHaveBeenCalledTimes(2);
    readImport.mockResolvedValue({ state: 'checked', done: 10, total: 10 });
    await vi.advanceTimersByTimeAsync(1_500);
    expect(of('import i1')).toMatchObject({ state: 'waiting', to: '/admin/import?job=i1' });
    readImport.mockRejectedValueOnce(new Error('away')).mockResolvedValue({ state: 'done', done: 10, total: 10 });
    watchImport('i1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(of('import i1')?.state).toBe('done');
  });

  it('take up an import again when the page is loaded anew, and once it has ended no more', async () => {
    stored.set('cartwright.desk.imports', '["i2", 7]');
    readImport.mockReset().mockResolvedValue({ state: 'running', done: 1, total: 4 });
    resumeJobs();
    await vi.advanceTimersByTimeAsync(0);
    expect(of('import i2')).toMatchObject({ state: 'running', part: 0.25 });
    readImport.mockResolvedValue({ state: 'done', done: 4, total: 4 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(of('import i2')?.state).toBe('done');
    expect(stored.get('cartwright.desk.imports')).toBe('[]');
    stored.set('cartwright.desk.imports', '{');
    expect(resumeJobs).not.toThrow();
  });
});
