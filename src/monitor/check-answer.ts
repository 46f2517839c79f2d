import { z } from 'zod';
import { blameSchema, checkSchema, reasonSchema, statusSchema } from '../health/report/integration.schema.ts';
import { checkView } from '../health/report/provider.view.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { Observation } from '../observations/observation.ts';

/** The observation of a probe on demand, and what became of the target's status by it. */
export const checkAnswerSchema = z
  .object({
    target: z.string(),
    source: z.string(),
    depth: z.string(),
    blame: blameSchema,
    status: statusSchema,
    reasons: z.array(reasonSchema),
    ...checkSchema.shape,
  })
  .meta({ id: 'CheckAnswer' });

export function checkAnswer(
  state: TargetHealth,
  observation: Observation,
): z.infer<typeof checkAnswerSchema> {
  return {
    target: observation.targetId,
    source: observation.source,
    depth: observation.depth,
    blame: observation.blame,
    status: state.verdict.status,
    reasons: [...state.verdict.reasons],
    ...checkView(observation),
  };
}
