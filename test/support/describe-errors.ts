import { classifyHttpError } from '../../src/observations/http-error.ts';
import type { Vendor } from '../../src/observations/errors/vendors.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';

/**
 * One answer as the vendor documents it, the kind that it must get and, where it matters, the code kept beside it and
 * how long it asks us to wait.
 */
export type ErrorRow = readonly [
  vendor: Vendor,
  status: number | null,
  body: unknown,
  expected: FailureKind,
  vendorCode?: string | null | undefined,
  wait?: { readonly headers?: Readonly<Record<string, string>>; readonly retryAfterMs: number | null },
];

/** When the rows with a date in their headers are read. */
export const ROWS_READ_AT = Date.parse('2026-11-22T04:00:00.000Z');

/** Checks a vendor's table, row by row, with the body parsed and as text. */
export function describeErrors(title: string, rows: readonly ErrorRow[]): void {
  describe(`errors of ${title}`, () => {
    for (const [vendor, status, body, expected, vendorCode, wait] of rows) {
      it(`takes ${vendor} ${status ?? 'without status'} ${JSON.stringify(body)} for ${expected}`, () => {
        const bodies = typeof body === 'string' ? [body] : [body, JSON.stringify(body)];
        for (const form of bodies) {
          const headers = wait?.headers ?? {};
          const failure = classifyHttpError({ vendor, status, headers, body: form, now: ROWS_READ_AT });
          expect(failure.failure).toBe(expected);
          if (vendorCode !== undefined) expect(failure.vendorCode).toBe(vendorCode);
          if (wait !== undefined) expect(failure.retryAfterMs).toBe(wait.retryAfterMs);
        }
      });
    }
  });
}
