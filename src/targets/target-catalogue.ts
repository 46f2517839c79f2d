import { isPrivateHost } from '../settings/private-hosts.ts';
import { needsApiKey } from '../settings/provider-kinds.ts';
import { sameSettings } from '../settings/same-settings.ts';
import type { ProviderSettings, Settings } from '../settings/settings.ts';
import { type AdoptedTarget, adoptedTarget } from './adopted-target.ts';
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
 * What is watched: every provider of the settings and each of its models, disabled ones included, and behind them what
 * was adopted because callers named it. A target whose settings stay the same stays the same object over every change.
 */
export class TargetCatalogue {
  readonly #listeners = new Set<TargetsListener>();
  readonly #adoptionListeners = new Set<() => void>();
  #adopted: readonly AdoptedTarget[] = [];
  #settings: Settings;
  #targets: ReadonlyMap<string, Target>;
  #list: readonly Target[];

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#list = Object.freeze(targetsOf(settings));
    this.#targets = byId(this.#list);
  }

  /** In the order of the settings, models after their provider; adopted ones last, in the order of their adoption. */
  list(): readonly Target[] {
    return this.#list;
  }

  get(id: string): Target | undefined {
    return this.#targets.get(id);
  }

  /** What the settings do not name and is watched all the same; none while `intake.adopt` is off. */
  adopted(): readonly AdoptedTarget[] {
    return this.#adopted;
  }

  /** Takes new settings, and tells the listeners if they made a difference. */
  apply(settings: Settings): TargetsChange {
    this.#settings = settings;
    return this.#rebuild();
  }

  /** Watches exactly these beside the settings' own, which come first where an id is in both. */
  adopt(adopted: readonly AdoptedTarget[]): TargetsChange {
    this.#adopted = adopted;
    const change = this.#rebuild();
    for (const listener of this.#adoptionListeners) listener();
    return change;
  }

  /** @returns ends the subscription */
  onChange(listener: TargetsListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Told after the list has changed by an adoption rather than by new settings. @returns ends the subscription */
  onAdoption(listener: () => void): () => void {
    this.#adoptionListeners.add(listener);
    return () => void this.#adoptionListeners.delete(listener);
  }

  #rebuild(): TargetsChange {
    const before = this.#targets;
    const configured = targetsOf(this.#settings);
    this.#adopted = this.#settings.intake.adopt ? notAmong(configured, this.#adopted) : [];
    const targets = [...configured, ...this.#adopted.map(adoptedTarget)];
    this.#list = Object.freeze(targets.map((target) => kept(before.get(target.id), target)));
    this.#targets = byId(this.#list);
    const change = difference(before, this.#targets);
    const isChanged = change.added.length + change.changed.length + change.removed.length > 0;
    if (isChanged) for (const listener of this.#listeners) listener(change);
    return change;
  }
}

function notAmong(configured: readonly Target[], adopted: readonly AdoptedTarget[]): AdoptedTarget[] {
  const ids = new Set(configured.map(({ id }) => id));
  return adopted.filter(({ id }) => !ids.has(id));
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
