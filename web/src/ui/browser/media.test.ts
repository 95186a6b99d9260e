import { describe, expect, it } from 'vitest';
import { sourcesOf } from './media';

const hash = 'a'.repeat(64);

describe('the sizes of a picture', () => {
  it('are the steps below the JPEG and its own width', () => {
    expect(sourcesOf(`/media/${hash}/500.jpg`)?.avif).toBe(`/media/${hash}/320.avif 320w, /media/${hash}/500.avif 500w`);
    expect(sourcesOf(`/media/${hash}/1280.jpg`)?.webp.split(', ').map((one) => one.split(' ')[1])).toEqual(['320w', '640w', '1280w']);
    expect(sourcesOf(`/media/${hash}/100.jpg`)?.webp).toBe(`/media/${hash}/100.webp 100w`);
  });

  it('go up to 2560 where the original is known to be as wide, and never beyond it', () => {
    expect(sourcesOf(`/media/${hash}/1280.jpg`, 4032)?.avif.split(', ')).toHaveLength(4);
    expect(sourcesOf(`/media/${hash}/1280.jpg`, 1281)?.avif.endsWith('/1281.avif 1281w')).toBe(true);
    expect(sourcesOf(`/media/${hash}/1280.jpg`, 1280)?.avif.endsWith('/1280.avif 1280w')).toBe(true);
  });

  it('are none of a drawing or of another address', () => {
    for (const src of ['/api/products/1/image.svg', `https://example.com/media/${hash}/640.jpg`, `/media/${hash}/640.avif`, '/media/a/640.jpg', '']) {
      expect(sourcesOf(src)).toBeNull();
    }
  });
});
