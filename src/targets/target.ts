import type { ProviderSettings } from '../settings/settings.ts';

/** One thing that is watched and has a status of its own: a provider, or a model of one. */
export interface Target {
  /** Lower-case and stable: `openai`, `openai/gpt-5-mini`. */
  readonly id: string;
  readonly name: string;
  /** The settings of the provider that it is, or belongs to. */
  readonly provider: ProviderSettings;
  /** The model's name at its provider; null for the provider itself. */
  readonly model: string | null;
  /** `auth` where there is a key and the settings allow it, else `reach`. */
  readonly probeLevel: 'reach' | 'auth';
  /** Reached over our egress, so that its network failures may be our own. */
  readonly isExternal: boolean;
  /** Named by callers and not by the settings: watched by its calls alone, and never probed. Absent otherwise. */
  readonly isAdopted?: true;
}
