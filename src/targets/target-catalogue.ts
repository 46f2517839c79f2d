import { isPrivateHost } from '../settings/private-hosts.ts';
import { needsApiKey } from '../settings/provider-kinds.ts';
import { sameSettings } from '../settings/same-settings.ts';
import type { ProviderSettings, Settings } from '../settings/settings.ts';
import type { Target } from './target.ts';

/** What new settings did to the list of targets. */
export interface TargetsChange {
  readonly added: readonly Target[];
  /** Same id, other settings; as they are now. */
  readonly changed: readonly Target[];
  /** As they were. */
  readonly removed: readonly Target[];
}

export type TargetsListener = (change: TargetsChange) => void;

/**
 * What is watched: every provider of the settings and each of its models, disabled ones included. A target whose
 * settings stay the same stays the same object over every change.
 */
export class TargetCatalogue {
  readonly #listeners = new Set<TargetsListener>();
  #targets: ReadonlyMap<string, Target>;
  #list: readonly Target[];

  constructor(settings: Settings) {
    this.#list = Object.freeze(targetsOf(settings));
    this.#targets = byId(this.#list);
  }

  /** In the order of the settings, models after their provider. */
  list(): readonly Target[] {
    return this.#list;
  }

  get(id: string): Target | undefined {
    return this.#targets.get(id);
  }

  /** Takes new settings, and tells the listeners if they made a difference. */
  apply(settings: Settings): TargetsChange {
    const before = this.#targets;
    this.#list = Object.freeze(targetsOf(settings).map((target) => kept(before.get(target.id), target)));
    this.#targets = byId(this.#list);
    const change = difference(before, this.#targets);
    const isChanged = change.added.length + change.changed.length + change.removed.length > 0;
    if (isChanged) for (const listener of this.#listeners) listener(change);
    return change;
  }

  /** @returns ends the subscription */
  onChange(listener: TargetsListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

function byId(targets: readonly Target[]): ReadonlyMap<string, Target> {
  return new Map(targets.map((target) => [target.id, target]));
}

function kept(before: Target | undefined, after: Target): Target {
  return before !== undefined && sameSettings(before, after) ? before : after;
}

function difference(before: ReadonlyMap<string, Target>, after: ReadonlyMap<string, Target>): TargetsChange {
  const now = [...after.values()];
  return Object.freeze({
    added: now.filter(({ id }) => !before.has(id)),
    changed: now.filter((target) => before.has(target.id) && before.get(target.id) !== target),
    removed: [...before.values()].filter(({ id }) => !after.has(id)),
  });
}

function targetsOf(settings: Settings): Target[] {
  return settings.providers.flatMap((provider) => {
    const shared = { provider, probeLevel: probeLevelOf(provider), isExternal: isExternal(provider) };
    return [
      Object.freeze({ ...shared, id: provider.id, name: provider.name, model: null }),
      ...provider.models.map((model) =>
        Object.freeze({
          ...shared,
          id: `${provider.id}/${model.toLowerCase()}`,
          name: `${provider.name} ${model}`,
          model,
        }),
      ),
    ];
  });
}

/** `auto` takes what the key allows; an explicit `auth` also serves kinds that ask for no key. */
function probeLevelOf({ probe, apiKey, kind }: ProviderSettings): 'reach' | 'auth' {
  if (probe === 'reach') return 'reach';
  if (apiKey !== null) return 'auth';
  return probe === 'auth' && !needsApiKey(kind) ? 'auth' : 'reach';
}

function isExternal({ external, baseUrl }: ProviderSettings): boolean {
  return external ?? !isPrivateHost(new URL(baseUrl).hostname);
}
