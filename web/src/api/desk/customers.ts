// What staff see of a customer, each part from the module that keeps it.
import { get, post, remove, type QueryValue } from '../core/client';
import type { CustomerFigures, CustomersPage, CustomerGroup, CustomerNote, Page, SavedAddress, User } from '../types';

const id = encodeURIComponent;

/** By what they bought; guests with orders are among them. */
export const listCustomers = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<CustomersPage>('/api/customers', { query, signal });

export const readFigures = (customerId: string, signal?: AbortSignal) => get<CustomerFigures>(`/api/customers/${id(customerId)}`, { signal });

export const readUser = (userId: string, signal?: AbortSignal) => get<User>(`/api/users/${id(userId)}`, { signal });

export const readAddressesOf = (userId: string, signal?: AbortSignal) => get<{ items: SavedAddress[] }>(`/api/users/${id(userId)}/addresses`, { signal });

export const listGroupsOf = (userId: string, signal?: AbortSignal) => get<Page<CustomerGroup>>('/api/customer-groups', { query: { user_id: userId, limit: 50 }, signal });

export const listNotes = (userId: string, query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<CustomerNote>>(`/api/users/${id(userId)}/notes`, { query, signal });

export const writeNote = (userId: string, text: string) => post<CustomerNote>(`/api/users/${id(userId)}/notes`, { text });

export const removeNote = (userId: string, noteId: string) => remove<void>(`/api/users/${id(userId)}/notes/${id(noteId)}`);

export const signOutEverywhere = (userId: string) => remove<void>(`/api/users/${id(userId)}/sessions`);

export const sendPasswordLink = (userId: string) => post<void>(`/api/users/${id(userId)}/password-link`);
