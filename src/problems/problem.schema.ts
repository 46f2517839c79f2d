import { z } from 'zod';

const fieldErrorSchema = z.object({
  field: z.string().describe('Dotted path of the field'),
  rule: z.string().describe('What must hold'),
  value: z.unknown().describe('What was sent, capped; null where nothing was'),
});

export const problemSchema = z
  .object({
    type: z.string().describe('URI of the kind of problem, or about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional().describe('Path that was asked for'),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });
