import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RecordKey } from '../history-record.ts';
import type { TimeRange } from '../history-store.ts';

/** Where a page ended, and what was asked: `now` of the first page holds for all that follow. */
export interface Cursor {
  readonly range: TimeRange;
  readonly after: RecordKey;
}

const VERSION = 1;
const FINGERPRINT_BYTES = 9;
const contents = z.tuple([z.literal(VERSION), z.string(), z.int(), z.int(), z.int(), z.int()]);

/** Names a query by what it asks; how many items and in which form is no part of it. */
export function fingerprintOf(asked: readonly (string | number | undefined)[]): string {
  const text = JSON.stringify(asked.map((part) => part ?? null));
  return createHash('sha256').update(text).digest().toString('base64url', 0, FINGERPRINT_BYTES);
}

export function cursorText(fingerprint: string, { range, after }: Cursor): string {
  const parts: z.input<typeof contents> = [VERSION, fingerprint, range.from, range.to, after.at, after.seq];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Null for what is no cursor, or that of another query. */
export function cursorOf(text: string, fingerprint: string): Cursor | null {
  const parts = contents.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()));
  if (!parts.success) return null;
  const [, ownFingerprint, from, to, at, seq] = parts.data;
  const isInRange = from <= at && at < to;
  return ownFingerprint === fingerprint && isInRange ? { range: { from, to }, after: { at, seq } } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not one of ours, whatever else it is.
    return null;
  }
}
