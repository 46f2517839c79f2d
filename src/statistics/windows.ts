/** Lengths of the rolling windows in milliseconds. */
export const WINDOWS = { '1m': 60_000, '5m': 300_000, '15m': 900_000 } as const;

export type WindowName = keyof typeof WINDOWS;

export const WINDOW_NAMES = Object.keys(WINDOWS) as readonly WindowName[];

/** The step in which windows slide. */
export const SLOT_MS = 5_000;

/** How many slots each window spans, the one being filled included. */
export const WINDOW_SLOTS = [12, 60, 180] as const;

/** Slots that are kept at all: those of the longest window. */
export const RETAINED_SLOTS = 180;

export type WindowIndex = 0 | 1 | 2;

const WINDOW_INDEX = { '1m': 0, '5m': 1, '15m': 2 } as const satisfies Record<WindowName, WindowIndex>;

export function windowIndexOf(window: WindowName): WindowIndex {
  return WINDOW_INDEX[window];
}

/** The slot in which a moment of the monotonic clock lies. */
export function slotOf(atMs: number): number {
  return Math.floor(atMs / SLOT_MS);
}
