// How a picture is enlarged and moved: a plain calculation, so that it can be tested without a screen.

export interface Zoom {
  /** 1: as large as it fits. */
  scale: number;
  /** Pixels from the middle. */
  x: number;
  y: number;
}

export const whole: Zoom = { scale: 1, x: 0, y: 0 };

export const SCALE_MAX = 4;

/** Never smaller than it fits, never larger than makes sense, and never out of sight. */
export function bounded(zoom: Zoom, width: number, height: number): Zoom {
  const scale = Math.min(Math.max(zoom.scale, 1), SCALE_MAX);
  if (scale === 1) return whole;
  const [farX, farY] = [((scale - 1) * width) / 2, ((scale - 1) * height) / 2];
  return { scale, x: Math.min(Math.max(zoom.x, -farX), farX), y: Math.min(Math.max(zoom.y, -farY), farY) };
}

/** Enlarged by a factor around a point that stays where it is; the point in pixels from the middle. */
export function around(zoom: Zoom, factor: number, at: { x: number; y: number }, width: number, height: number): Zoom {
  const scale = Math.min(Math.max(zoom.scale * factor, 1), SCALE_MAX);
  const grown = scale / zoom.scale;
  return bounded({ scale, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown }, width, height);
}
