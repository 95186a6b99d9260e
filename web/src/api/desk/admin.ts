// What the admin corner reads and changes: stock, promotions, mail, users, analytics.
import { get, getText, patch, post, put, remove, type QueryValue } from '../core/client';
import type { CartFunnel, CodeBatch, CustomerGroup, Erasure, ErasureAsk, ErasureEntry, GroupMember, MadeBatch, Mail, MailSummary, Page, Promotion, PromotionBody, Role, StockLevel, Synonym, User } from '../types';

const id = encodeURIComponent;

export const readStock = (productId: string, signal?: AbortSignal) =>
  get<StockLevel>(`/api/inventory/${id(productId)}`, { signal });

/** `key` stays the same while one adjustment is tried again, so that a lost answer does not count it twice. */
export const adjustStock = (productId: string, delta: number, reason: string, key: string) =>
  post<StockLevel>(`/api/inventory/${id(productId)}/adjustments`, { delta, reason }, { headers: { 'Idempotency-Key': key } });

export const listPromotions = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<Promotion>>('/api/promotions', { query, signal });

export const createPromotion = (promotion: PromotionBody) => post<Promotion>('/api/promotions', promotion);

export const changePromotion = (promotionId: string, change: Partial<PromotionBody>) => patch<Promotion>(`/api/promotions/${id(promotionId)}`, change);

export const deletePromotion = (promotionId: string) => remove<void>(`/api/promotions/${id(promotionId)}`);

export const listBatches = (promotionId: string, signal?: AbortSignal) => get<Page<CodeBatch>>(`/api/promotions/${id(promotionId)}/batches`, { query: { limit: 200 }, signal });

export const makeBatch = (promotionId: string, count: number) => post<MadeBatch>(`/api/promotions/${id(promotionId)}/batches`, { count });

export const listGroups = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<CustomerGroup>>('/api/customer-groups', { query, signal });

export const listMembers = (group: string, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<GroupMember>>(`/api/customer-groups/${id(group)}/members`, { query, signal });

export const addMember = (group: string, userId: string) => put<void>(`/api/customer-groups/${id(group)}/members/${id(userId)}`);

export const removeMember = (group: string, userId: string) => remove<void>(`/api/customer-groups/${id(group)}/members/${id(userId)}`);

export const listSynonyms = (signal?: AbortSignal) => get<Page<Synonym>>('/api/search/synonyms', { signal });

export const addSynonym = (words: string[]) => post<Synonym>('/api/search/synonyms', { words });

export const removeSynonym = (synonymId: string) => remove<void>(`/api/search/synonyms/${id(synonymId)}`);

export const listMail = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<MailSummary>>('/api/mail', { query, signal });

export const readMail = (mailId: string, signal?: AbortSignal) => get<Mail>(`/api/mail/${id(mailId)}`, { signal });

export const resendMail = (mailId: string) => post<MailSummary>(`/api/mail/${id(mailId)}/resend`);

export const listUsers = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<User>>('/api/users', { query, signal });

export const changeRoles = (userId: string, roles: Role[], vendor_id?: string) =>
  put<User>(`/api/users/${id(userId)}/roles`, vendor_id ? { roles, vendor_id } : { roles });

/** Shut, it is out at once and everywhere; of a guest it ends the token. */
export const setDisabled = (userId: string, disabled: boolean) => patch<User>(`/api/users/${id(userId)}`, { disabled });

/** Erases a person whole, account and orders, by the user's id or by an address. There is no way back; with `dry_run` it only says what would be erased. */
export const erasePerson = (person: ErasureAsk) => post<Erasure>('/api/persons/erase', person);

/** The log of erasures; it names nobody. */
export const listErasures = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<ErasureEntry>>('/api/persons/erasures', { query, signal });

/** All that the shop keeps of whoever has or had an address, as the text of a JSON file. */
export const readPersonsData = (email: string) => getText('/api/persons/export', { query: { email } });

export const readCartFunnel = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<CartFunnel>('/api/analytics/carts', { query, signal });
