// The pictures of a product, for those who sell it.
import { get, patch, post, remove, upload } from './core/client';
import type { ProductPicture, ProductPictures } from './types';

const at = (productId: string) => `/api/products/${encodeURIComponent(productId)}/images`;

export function readPictures(productId: string, signal?: AbortSignal): Promise<ProductPictures> {
  return get<ProductPictures>(at(productId), { signal });
}

/** The same file again is answered as it is there already. */
export function addPicture(productId: string, file: File, left: (part: number) => void, signal?: AbortSignal): Promise<ProductPicture> {
  const form = new FormData();
  form.append('file', file);
  return upload<ProductPicture>(at(productId), form, left, signal);
}

export function addPictureFrom(productId: string, url: string): Promise<ProductPicture> {
  return post<ProductPicture>(at(productId), { url });
}

export interface PictureChange {
  alt?: string;
  position?: number;
  focal_x?: number;
  focal_y?: number;
}

export function changePicture(productId: string, imageId: string, change: PictureChange): Promise<ProductPicture> {
  return patch<ProductPicture>(`${at(productId)}/${imageId}`, change);
}

export function removePicture(productId: string, imageId: string): Promise<void> {
  return remove<void>(`${at(productId)}/${imageId}`);
}
