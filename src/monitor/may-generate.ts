import { z } from 'zod';
import { isSameModel } from '../probes/model-facts.ts';
import type { Capabilities } from '../probes/probe.ts';
import type { Target } from '../targets/target.ts';

const Facts = z.object({
  models_loaded: z.array(z.object({ name: z.string() })).optional(),
  sleeping: z.boolean().nullish(),
});

/**
 * Whether a completion costs no more than itself, by what the checks learnt. A model that is not in memory would be
 * loaded for it, and push out another; a server that sleeps would be woken.
 */
export function mayGenerate({ provider }: Target, capabilities: Capabilities): boolean {
  const { data: facts } = Facts.safeParse(capabilities);
  if (facts?.sleeping === true) return false;
  if (provider.kind !== 'ollama') return true;
  const model = provider.generate?.model ?? '';
  return facts?.models_loaded?.some(({ name }) => isSameModel(name, model)) ?? false;
}
