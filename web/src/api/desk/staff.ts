// Who works for the shop, and what each may do.
import { get, post, put, type QueryValue } from '../core/client';
import type { Page, Permissions, PermissionChange, Staff } from '../types';

const id = encodeURIComponent;

export const listPermissions = (signal?: AbortSignal) => get<Permissions>('/api/permissions', { signal });

export const listStaff = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<Staff>>('/api/users/staff', { query, signal });

/** By e-mail address; a mail has the link to begin with. */
export const inviteStaff = (email: string, name: string, what: { preset: string } | { permissions: string[] }) => post<Staff>('/api/users/staff', { email, name, ...what });

export const readStaff = (userId: string, signal?: AbortSignal) => get<Staff>(`/api/users/${id(userId)}/permissions`, { signal });

/** The version seen goes along, so that two who change one do not undo each other. */
export const changePermissions = (userId: string, permissions: string[], version: number) =>
  put<Staff>(`/api/users/${id(userId)}/permissions`, { permissions, version });

export const listPermissionChanges = (userId: string, query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<PermissionChange>>(`/api/users/${id(userId)}/permissions/changes`, { query, signal });
