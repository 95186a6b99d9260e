// The words of the shop's mails: read, changed, tried.
import { get, post, put, remove, type QueryValue } from '../core/client';
import type { MailPreview, MailSummary, MailTemplate, MailTemplates, MailTemplateVersion, MailWords, Page } from '../types';

const one = (name: string, language: string) => `/api/mail-templates/${encodeURIComponent(name)}/${encodeURIComponent(language)}`;

const seen = (before: MailTemplate) => ({ headers: { 'If-Match': `"${before.version}"` } });

export const listTemplates = (signal?: AbortSignal) => get<MailTemplates>('/api/mail-templates', { signal });

/** Made only if nobody changed the words since they were read. */
export const saveTemplate = (before: MailTemplate, words: MailWords) => put<MailTemplate>(one(before.name, before.language), words, seen(before));

export const backToDefault = (before: MailTemplate) => remove<void>(one(before.name, before.language), seen(before));

export const listVersions = (name: string, language: string, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<MailTemplateVersion>>(`${one(name, language)}/versions`, { query, signal });

/** Keeps and sends nothing. */
export const previewTemplate = (name: string, language: string, words: MailWords, orderId: string, signal?: AbortSignal) =>
  post<MailPreview>(`${one(name, language)}/preview`, orderId ? { ...words, order_id: orderId } : words, { signal });

/** To the caller's own address. */
export const sendTest = (name: string, language: string, words: MailWords) => post<MailSummary>(`${one(name, language)}/test`, words);
