import { z } from 'zod';

/** What goes into LiteLLM's configuration is `model_list` and `router_settings`; the rest tells why. */
export const litellmSchema = z
  .object({
    model_list: z.array(
      z.object({
        model_name: z.string().describe('The pool: what callers of LiteLLM name as the model'),
        litellm_params: z.object({
          model: z.string().describe("LiteLLM's vendor and the model, `anthropic/claude-haiku-4-5`"),
          api_base: z.string().optional().describe('Where it is not where the vendor usually is'),
          api_key: z.string().describe('Name of the variable that holds it, never the key'),
          weight: z.int().min(1).max(100).describe('For simple-shuffle; the best has 100'),
          order: z.int().min(1).max(2).describe('1 serves, 2 is kept for when the others cool down'),
        }),
        model_info: z.object({ id: z.string().describe('The same for as long as pool and target are') }),
      }),
    ),
    router_settings: z.object({ routing_strategy: z.literal('simple-shuffle') }),
    left_out: z.array(
      z.object({ id: z.string(), target: z.string(), reason: z.string(), weight: z.literal(0) }),
    ),
    panic: z.boolean(),
  })
  .meta({ id: 'LiteLlmModels' });
