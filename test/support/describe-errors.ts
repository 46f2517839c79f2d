import { classifyHttpError } from '../../src/observations/http-error.ts';
import type { Vendor } from '../../src/observations/errors/vendors.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';

/** One answer as the vendor documents it, the kind that it must get and, where it matters, the code kept beside it. */
export type ErrorRow = readonly [
  vendor: Vendor,
  status: number | null,
  body: unknown,
  expected: FailureKind,
  vendorCode?: string | null,
];

/** Checks a vendor's table, row by row, with the body parsed and as text. */
export function describeErrors(title: string, rows: readonly ErrorRow[]): void {
  describe(`errors of ${title}`, () => {
    for (const [vendor, status, body, expected, vendorCode] of rows) {
      it(`takes ${vendor} ${status ?? 'without status'} ${JSON.stringify(body)} for ${expected}`, () => {
        const bodies = typeof body === 'string' ? [body] : [body, JSON.stringify(body)];
        for (const form of bodies) {
          const failure = classifyHttpError({ vendor, status, headers: {}, body: form, now: 0 });
          expect(failure.failure).toBe(expected);
          if (vendorCode !== undefined) expect(failure.vendorCode).toBe(vendorCode);
        }
      });
    }
  });
}
