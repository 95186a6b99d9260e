// Imports of products: the file, how far it is, what a preview says of each line, and the answer to it. And files to save.
import { get, getFile, post, remove, request, type QueryValue } from '../core/client';
import type { ImportJob, ImportLine, Page } from '../types';

const one = (jobId: string) => `/api/jobs/${encodeURIComponent(jobId)}`;

export interface ImportChoices {
  layout: string;
  decimal: string;
  currency: string;
  stock: string;
}

/** A file by its name: browsers know no type for some of them. */
export const importType = (name: string): string => (/\.(jsonl|ndjson)$/i.test(name) ? 'application/x-ndjson' : 'text/csv');

/** Sends the file; nothing is changed until the preview is answered. */
export const previewImport = async (file: File, choices: ImportChoices, signal?: AbortSignal): Promise<string> =>
  (
    await request<{ job_id: string }>('POST', '/api/products/import', {
      query: { ...choices, preview: true },
      body: file,
      headers: { 'Content-Type': importType(file.name) },
      signal,
    })
  ).data.job_id;

export const readImport = (jobId: string, signal?: AbortSignal) => get<ImportJob>(one(jobId), { signal });

export const listImportLines = (jobId: string, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<ImportLine>>(`${one(jobId)}/lines`, { query, signal });

/** `none`: nothing is changed where a line is wrong. */
export const applyImport = (jobId: string, onError: 'good' | 'none') => post<{ job_id: string }>(`${one(jobId)}/apply`, { on_error: onError });

export const discardImport = (jobId: string) => remove<void>(one(jobId));

export const readRefusedLines = (jobId: string): Promise<Blob> => getFile(`${one(jobId)}/refused`);

export const exportGoods = (query: Record<string, QueryValue>): Promise<Blob> => getFile('/api/products/export', { query });

export const exportOrders = (query: Record<string, QueryValue>): Promise<Blob> => getFile('/api/orders/export', { query });
