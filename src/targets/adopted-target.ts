import { z } from 'zod';
import { usualBaseUrl } from '../settings/provider-kinds.ts';
import { providerSchema, toProviderSettings } from '../settings/provider.schema.ts';
import type { KindName } from '../settings/settings.ts';
import type { Target } from './target.ts';

/** What is known of a target that callers named and the settings do not. Plain JSON. */
export interface AdoptedTarget {
  readonly id: string;
  readonly kind: KindName;
  /** `host` or `host:port` that was called; null where nobody said. */
  readonly host: string | null;
}

/** Adopted targets as they were saved. */
export const adoptedTargetsSchema: z.ZodType<readonly AdoptedTarget[]> = z.array(
  z.object({ id: z.string(), kind: z.string(), host: z.string().nullable() }),
);

/** chosen: three of them are the longest window, so that a target goes stale when its windows are empty. */
const INTERVAL_SECONDS = 300;

/** Shown for a kind that nobody can tell. */
export const UNKNOWN_KIND: KindName = 'unknown';

/** A target that is watched by its calls alone: never probed, critical to nobody. */
export function adoptedTarget({ id, kind, host }: AdoptedTarget): Target {
  // RFC 2606: a name that no host has
  const base_url = host === null ? (usualBaseUrl(kind) ?? `https://${id}.invalid`) : `https://${host}`;
  const usual = providerSchema.parse({ kind: 'http', base_url, interval_seconds: INTERVAL_SECONDS });
  const provider = Object.freeze({ ...toProviderSettings(id, usual), kind, external: true });
  return Object.freeze({
    id,
    name: id,
    provider,
    model: null,
    probeLevel: 'reach',
    isExternal: true,
    isAdopted: true,
  });
}
