import fc from 'fast-check';
import { FAILURE_KINDS } from '../../observations/failure-kind.ts';
import { reportSchema } from './report.schema.ts';
import { wrongIn } from './report-check.ts';

const odd = fc.constantFrom<unknown>(
  null,
  undefined,
  '',
  'x',
  'x'.repeat(257),
  -1,
  0,
  0.5,
  1e300,
  NaN,
  true,
  [],
  {},
);
const sometimesOdd = (usual: fc.Arbitrary<unknown>) => fc.oneof({ weight: 20, arbitrary: usual }, odd);
const durationMs = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 60_000 }) }, fc.double());

/** Reports of which about half are right, and most of the others wrong in one place. */
const report = fc.record(
  {
    target: sometimesOdd(fc.constantFrom('openai', 'openai/gpt-5-mini')),
    ok: sometimesOdd(fc.boolean()),
    at: sometimesOdd(fc.constantFrom('2026-11-22T04:00:00.000Z', '2026-11-22T04:00:00+01:00', '2026-11-22')),
    failure: sometimesOdd(fc.constantFrom(...FAILURE_KINDS, null)),
    http_status: sometimesOdd(fc.oneof(fc.integer({ min: 90, max: 610 }), fc.constant(null))),
    error: sometimesOdd(fc.constantFrom<unknown>(null, 'ECONNRESET', { error: { code: 'x' } }, [])),
    latency_ms: sometimesOdd(durationMs),
    ttft_ms: sometimesOdd(durationMs),
    output_tokens: sometimesOdd(fc.integer({ min: -9 })),
    model: sometimesOdd(fc.string({ minLength: 1, maxLength: 257 })),
    request_id: sometimesOdd(fc.string({ minLength: 1, maxLength: 257 })),
    retry_after_ms: sometimesOdd(durationMs),
    anything: fc.anything(),
  },
  { requiredKeys: ['target', 'ok'] },
);

function agrees(sent: unknown): boolean {
  const wrong = wrongIn(sent);
  const { success, error } = reportSchema.safeParse(sent);
  if (success) expect(wrong).toBeNull();
  else expect(error.issues.map(({ path }) => path[0] ?? 'item')).toContain(wrong?.field);
  return success;
}

describe('the check of a report', () => {
  it('objects to what the schema objects to, and to nothing else', () => {
    let taken = 0;
    fc.assert(
      fc.property(report, (sent) => {
        if (agrees(sent)) taken++;
      }),
      { numRuns: 5_000 },
    );
    // both outcomes were met often, or the property would say little
    expect(taken).toBeGreaterThan(200);
    expect(taken).toBeLessThan(4_800);
  });

  it('agrees with the schema on anything at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (sent) => {
        agrees(sent);
      }),
    );
  });

  it.each([
    [{ target: 'openai' }, 'ok', 'required, boolean'],
    [{ target: 'openai', ok: 'maybe' }, 'ok', 'boolean'],
    [{ ok: true }, 'target', 'required, string'],
    [{ target: 'openai', ok: true, failure: 'timeout' }, 'failure', 'null where ok is true'],
    [{ target: 'openai', ok: true, http_status: 503 }, 'http_status', '< 400 where ok is true'],
    [{ target: 'openai', ok: true, latency_ms: -1 }, 'latency_ms', 'number from 0 to 86400000'],
    ['openai', 'item', 'object'],
  ])('names field and rule of %j', (sent, field, rule) => {
    expect(wrongIn(sent)).toEqual({ field, rule });
  });
});
