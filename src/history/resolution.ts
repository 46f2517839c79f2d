const MINUTE_MS = 60_000;

/** How long one roll-up lasts. */
export const RESOLUTIONS = ['1m', '5m', '15m', '1h', '1d'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Each is whole days or divides one, and is a multiple of the one before: days begin at midnight UTC. */
export const RESOLUTION_MS = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '1d': 1_440 * MINUTE_MS,
} as const satisfies Record<Resolution, number>;

/** What a resolution is merged from; null for the finest, which is counted. */
export function finerThan(resolution: Resolution): Resolution | null {
  return RESOLUTIONS[RESOLUTIONS.indexOf(resolution) - 1] ?? null;
}

export function coarserThan(resolution: Resolution): Resolution | null {
  return RESOLUTIONS[RESOLUTIONS.indexOf(resolution) + 1] ?? null;
}

export function startOf(atMs: number, resolution: Resolution): number {
  return Math.floor(atMs / RESOLUTION_MS[resolution]) * RESOLUTION_MS[resolution];
}
