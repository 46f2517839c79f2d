import { z } from 'zod';

/** Where a page of alerts ended: at the same place whether memory or the store goes on. */
interface AlertPlace {
  readonly sinceMs: number;
  readonly id: string;
}

const contents = z.tuple([z.literal(1), z.literal('alert'), z.int(), z.string()]);

export function alertPlaceText({ sinceMs, id }: AlertPlace): string {
  return Buffer.from(JSON.stringify([1, 'alert', sinceMs, id])).toString('base64url');
}

/** Null for what is none of ours. */
export function alertPlaceOf(text: string): AlertPlace | null {
  const parts = contents.safeParse(jsonOf(text));
  if (!parts.success) return null;
  const [, , sinceMs, id] = parts.data;
  return { sinceMs, id };
}

export function wantsAlertCursor(text: string): boolean {
  return alertPlaceOf(text) !== null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    // Not one of ours, whatever else it is.
    return null;
  }
}
