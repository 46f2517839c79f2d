import { z } from 'zod';

/** Where a page of alerts ended. */
export interface AlertCursor {
  readonly sinceMs: number;
  readonly id: string;
}

/** What was given as a cursor is none of ours. */
export class CursorError extends RangeError {
  readonly code = 'bad_cursor';

  constructor() {
    super('cursor: must be the next_cursor of the page before');
  }
}

const VERSION = 1;
const alertContents = z.tuple([z.literal(VERSION), z.literal('alert'), z.int(), z.string()]);
const deliveryContents = z.tuple([z.literal(VERSION), z.literal('delivery'), z.int()]);
const RULE = 'next_cursor of the page before';

/** For queries of the API: refuses what the store would refuse. */
export const alertCursorQuery = cursorQuery(alertContents).describe('`next_cursor` of the page before');
export const deliveryCursorQuery = cursorQuery(deliveryContents).describe('`next_cursor` of the page before');

export function alertCursorText({ sinceMs, id }: AlertCursor): string {
  return textOf([VERSION, 'alert', sinceMs, id]);
}

/** @throws CursorError */
export function alertCursorOf(text: string): AlertCursor {
  const parts = alertContents.safeParse(jsonOf(text));
  if (!parts.success) throw new CursorError();
  const [, , sinceMs, id] = parts.data;
  return { sinceMs, id };
}

export function deliveryCursorText(seq: number): string {
  return textOf([VERSION, 'delivery', seq]);
}

/** @throws CursorError */
export function deliveryCursorOf(text: string): number {
  const parts = deliveryContents.safeParse(jsonOf(text));
  if (!parts.success) throw new CursorError();
  return parts.data[2];
}

function cursorQuery(contents: z.ZodType) {
  return z
    .string()
    .max(500)
    .refine((text) => contents.safeParse(jsonOf(text)).success, { error: RULE });
}

function textOf(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    // Not one of ours, whatever else it is.
    return null;
  }
}
