import { z } from 'zod';
import type { AssessorSnapshot } from '../../health/assessor/health-assessor.ts';
import type { ReasonCode } from '../../health/status.ts';

/** An outage as it was saved. */
export const assessorSnapshotSchema: z.ZodType<AssessorSnapshot> = z.object({
  phase: z.enum(['up', 'down', 'recovering']),
  downDepth: z.int().min(0).max(2),
  downVerdict: z
    .object({
      status: z.literal('unhealthy'),
      reasons: z.array(
        z.object({ code: z.custom<ReasonCode>((code) => typeof code === 'string'), message: z.string() }),
      ),
      blame: z.enum(['provider', 'account', 'caller', 'local']).nullable(),
    })
    .nullable(),
});
