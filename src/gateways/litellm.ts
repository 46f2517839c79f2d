import type { z } from 'zod';
import { usualBaseUrl } from '../settings/provider-kinds.ts';
import type { KindName, ProviderSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import type { litellmSchema } from './litellm.schema.ts';
import { bestShareOf, type Seat, wholeWeight } from './seats.ts';

type LiteLlmBody = z.input<typeof litellmSchema>;
type Entry = LiteLlmBody['model_list'][number];

interface Dialect {
  /** LiteLLM's name of the vendor, before the model. */
  readonly prefix: string;
  /** The variable that it reads the key from by itself; null where the place is one's own. */
  readonly keyVariable: string | null;
}

// LiteLLM's documentation, "Supported Models & Providers"
const DIALECTS: Readonly<Record<string, Dialect>> = {
  openai: { prefix: 'openai', keyVariable: 'OPENAI_API_KEY' },
  anthropic: { prefix: 'anthropic', keyVariable: 'ANTHROPIC_API_KEY' },
  google: { prefix: 'gemini', keyVariable: 'GEMINI_API_KEY' },
  deepseek: { prefix: 'deepseek', keyVariable: 'DEEPSEEK_API_KEY' },
  qwen: { prefix: 'dashscope', keyVariable: 'DASHSCOPE_API_KEY' },
  openai_compatible: { prefix: 'openai', keyVariable: null },
  litellm: { prefix: 'litellm_proxy', keyVariable: null },
  ollama: { prefix: 'ollama_chat', keyVariable: null },
  vllm: { prefix: 'hosted_vllm', keyVariable: null },
  llamacpp: { prefix: 'openai', keyVariable: null },
  tgi: { prefix: 'openai', keyVariable: null },
};

/** chosen: whole percents of what the best one gets */
const MOST_WEIGHT = 100;

/** LiteLLM takes the lowest `order` that has anybody who is not cooling down. */
const ORDER = { serving: 1, spare: 2 } as const;

/**
 * A pool as one model group of LiteLLM. Who is left out is not in the list: `simple-shuffle` divides by the sum of the
 * weights, and fails where those that remain in a group all weigh nothing.
 */
export function litellmConfig(
  pool: string,
  seats: readonly Seat[],
  about: { readonly model: string | null; readonly isPanic: boolean },
): LiteLlmBody {
  const best = bestShareOf(seats);
  const entries: Entry[] = [];
  const leftOut: LiteLlmBody['left_out'] = [];
  for (const seat of seats) {
    const { target, standing } = seat;
    const model = modelOf(target, about.model);
    const reason = seat.leftOut?.reason ?? unspeakable(target.provider.kind, model);
    if (standing === 'left_out' || reason !== null || model === null) {
      leftOut.push({ id: idOf(pool, target), target: target.id, reason: reason ?? 'no_model', weight: 0 });
      continue;
    }
    const weight = standing === 'serving' ? wholeWeight(seat.share, best, MOST_WEIGHT) : 1;
    entries.push(entryOf(pool, target, { model, weight, order: ORDER[standing] }));
  }
  return {
    model_list: entries,
    router_settings: { routing_strategy: 'simple-shuffle' },
    left_out: leftOut,
    panic: about.isPanic,
  };
}

function entryOf(
  pool: string,
  target: Target,
  { model, weight, order }: { model: string; weight: number; order: number },
): Entry {
  const { provider } = target;
  const base = baseUrlOf(provider);
  return {
    model_name: pool,
    litellm_params: {
      model: `${DIALECTS[provider.kind]!.prefix}/${model}`,
      ...(base === null ? {} : { api_base: base }),
      api_key: keyOf(provider),
      weight,
      order,
    },
    model_info: { id: idOf(pool, target) },
  };
}

/** The model's own, the one that was asked for, that of the generate probe, or the first one of the settings. */
function modelOf({ model, provider }: Target, asked: string | null): string | null {
  return model ?? asked ?? provider.generate?.model ?? provider.models[0] ?? null;
}

function unspeakable(kind: KindName, model: string | null): 'no_litellm_provider' | 'no_model' | null {
  if (!Object.hasOwn(DIALECTS, kind)) return 'no_litellm_provider';
  return model === null ? 'no_model' : null;
}

/** Null where LiteLLM knows it; without a password or a key that it may hold. */
function baseUrlOf({ kind, baseUrl }: ProviderSettings): string | null {
  if (baseUrl === usualBaseUrl(kind)) return null;
  const url = new URL(baseUrl);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * Which variable LiteLLM reads the key from, never the key. A place of one's own gets a variable of its own, or LiteLLM
 * would send it the key of the vendor whose language it speaks.
 */
function keyOf(provider: ProviderSettings): string {
  const { id, kind, apiKey, baseUrl } = provider;
  const usual = DIALECTS[kind]!.keyVariable;
  if (usual !== null && baseUrl === usualBaseUrl(kind)) return `os.environ/${usual}`;
  if (usual === null && apiKey === null) return 'none';
  return `os.environ/${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`;
}

function idOf(pool: string, { id }: Target): string {
  return `bellwether:${pool}:${id}`;
}
