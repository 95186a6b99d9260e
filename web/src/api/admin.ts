// What the admin corner reads and changes: stock, coupons, mail, users, analytics.
import { get, patch, post, put, remove, type QueryValue } from './client';
import type { CartFunnel, Coupon, CouponBody, Mail, MailSummary, Page, Role, Sales, StockLevel, TopProducts, User } from './types';

const id = encodeURIComponent;

export const readStock = (productId: string, signal?: AbortSignal) =>
  get<StockLevel>(`/api/inventory/${id(productId)}`, { signal });

/** `key` stays the same while one adjustment is tried again, so that a lost answer does not count it twice. */
export const adjustStock = (productId: string, delta: number, reason: string, key: string) =>
  post<StockLevel>(`/api/inventory/${id(productId)}/adjustments`, { delta, reason }, { headers: { 'Idempotency-Key': key } });

export const listCoupons = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<Coupon>>('/api/coupons', { query, signal });

export const createCoupon = (coupon: CouponBody) => post<Coupon>('/api/coupons', coupon);

export const changeCoupon = (code: string, change: Partial<CouponBody>) => patch<Coupon>(`/api/coupons/${id(code)}`, change);

export const deleteCoupon = (code: string) => remove<void>(`/api/coupons/${id(code)}`);

export const listMail = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<MailSummary>>('/api/mail', { query, signal });

export const readMail = (mailId: string, signal?: AbortSignal) => get<Mail>(`/api/mail/${id(mailId)}`, { signal });

export const resendMail = (mailId: string) => post<MailSummary>(`/api/mail/${id(mailId)}/resend`);

export const listUsers = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Page<User>>('/api/users', { query, signal });

export const changeRoles = (userId: string, roles: Role[], vendor_id?: string) =>
  put<User>(`/api/users/${id(userId)}/roles`, vendor_id ? { roles, vendor_id } : { roles });

export const readSales = (query: Record<string, QueryValue>, signal?: AbortSignal) =>
  get<Sales>('/api/analytics/sales', { query, signal });

export const readTopProducts = (limit: number, signal?: AbortSignal) =>
  get<TopProducts>('/api/analytics/products', { query: { limit }, signal });

export const readCartFunnel = (signal?: AbortSignal) => get<CartFunnel>('/api/analytics/carts', { signal });
