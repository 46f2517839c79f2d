import { z } from 'zod';

/** What is read of a log; all else, prompts and answers above all, is dropped. */
const log = z
  .looseObject({
    status: z.enum(['success', 'failure']),
    model: z.string().optional(),
    model_group: z.string().nullish(),
    api_base: z.string().nullish(),
    custom_llm_provider: z.string().nullish(),
    startTime: z.union([z.number(), z.string()]).optional(),
    endTime: z.union([z.number(), z.string()]).optional(),
    completionStartTime: z.union([z.number(), z.string()]).nullish(),
    completion_tokens: z.int().nullish(),
    cache_hit: z.boolean().nullish(),
    error_information: z
      .looseObject({
        error_code: z.string().nullish(),
        error_class: z.string().nullish(),
        llm_provider: z.string().nullish(),
      })
      .nullish(),
    hidden_params: z.looseObject({ additional_headers: z.looseObject({}).nullish() }).nullish(),
  })
  .meta({ id: 'LiteLlmLog', description: "LiteLLM's StandardLoggingPayload" });

export const logsSchema = z.union([z.array(log), log]).meta({ id: 'LiteLlmLogs' });

export const logsAnswerSchema = z
  .object({
    accepted: z.int().describe('How many were taken in'),
    ignored: z
      .int()
      .describe('How many are no outcomes of calls to a provider: cached, or of the proxy itself'),
    rejected: z.array(
      z.object({
        index: z.int(),
        field: z.string(),
        rule: z.string(),
        value: z.unknown().describe('Names and times alone; null for all else'),
      }),
    ),
  })
  .meta({ id: 'LiteLlmAnswer' });
