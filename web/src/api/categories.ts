// The tree of categories: read by everybody, written by admins.
import { get, post, remove, request } from './core/client';

export interface Category {
  category_id: string;
  parent_id?: string | null;
  name: string;
  /** Names joined by slashes: what products name it by. */
  path: string;
  slug: string;
  /** Its page is /c/ and this. */
  slug_path: string;
  position: number;
  description: string;
  picture?: string | null;
  seo?: { title?: string | null; description?: string | null } | null;
  /** For sale, in it and below it. */
  products: number;
  version: number;
  /** Products are on their way into it. */
  moving?: boolean;
  children: Category[];
}

export interface CategoryStep {
  category_id: string;
  name: string;
  path: string;
  slug_path: string;
}

export interface CategoryBody {
  name?: string;
  parent_id?: string | null;
  slug?: string | null;
  position?: number;
  description?: string | null;
  picture?: string | null;
  seo?: { title?: string | null; description?: string | null } | null;
}

const one = (id: string) => `/api/categories/${encodeURIComponent(id)}`;
const under = (version: number) => ({ 'If-Match': `"${version}"` });

export const readCategories = async (signal?: AbortSignal) => (await get<{ items: Category[] }>('/api/categories', { auth: 'none', signal })).items;

/** By its address as it is or was. */
export const readCategoryAt = (slugPath: string, signal?: AbortSignal) =>
  get<{ category: Category; line: CategoryStep[] }>(`/api/categories/by-slug/${slugPath.split('/').map(encodeURIComponent).join('/')}`, { auth: 'none', signal });

export const createCategory = (body: CategoryBody) => post<Category>('/api/categories', body);

export const changeCategory = async (category: Category, change: CategoryBody) =>
  (await request<Category>('PATCH', one(category.category_id), { body: change, headers: under(category.version) })).data;

export const deleteCategory = (category: Category, moveTo: string | null) =>
  remove<void>(one(category.category_id), { headers: under(category.version), ...(moveTo ? { query: { move_to: moveTo } } : {}) });
