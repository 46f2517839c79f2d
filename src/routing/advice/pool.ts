import type { RoutingSettings, Strategy } from '../../settings/routing-settings.ts';
import { DEFAULT_POOL } from '../../settings/routing-settings.ts';
import type { Target } from '../../targets/target.ts';

/** Targets that can stand in for each other, and how calls are spread over them. */
export interface Pool {
  readonly id: string;
  readonly strategy: Strategy;
  readonly panicThreshold: number;
  readonly model: string | null;
  /** In the order of preference. */
  readonly targets: readonly Target[];
}

/**
 * Which pools there are: those of the settings, every tag of a provider, and one of all providers. A pool of the
 * settings comes before a tag of the same name.
 */
export class PoolDirectory {
  readonly #settings: RoutingSettings;
  readonly #targets: readonly Target[];
  readonly #byId: ReadonlyMap<string, Target>;
  readonly #tags: ReadonlySet<string>;

  constructor(settings: RoutingSettings, targets: readonly Target[]) {
    this.#settings = settings;
    this.#targets = targets;
    this.#byId = new Map(targets.map((target) => [target.id, target]));
    this.#tags = new Set(targets.flatMap(({ provider }) => provider.tags));
  }

  /** Those that are always kept ready. */
  get configuredIds(): readonly string[] {
    return [...new Set([DEFAULT_POOL, ...this.#settings.pools.map(({ id }) => id)])];
  }

  get ids(): readonly string[] {
    return [...new Set([...this.configuredIds, ...this.#tags])];
  }

  get tags(): readonly string[] {
    return [...this.#tags];
  }

  hasTag(tag: string): boolean {
    return this.#tags.has(tag);
  }

  get targetIds(): readonly string[] {
    return [...this.#byId.keys()];
  }

  hasTarget(id: string): boolean {
    return this.#byId.has(id);
  }

  get(id: string): Pool | null {
    const settings = this.#settings.pools.find((pool) => pool.id === id);
    if (settings !== undefined) {
      const { strategy, panicThreshold, model, tags } = settings;
      const named = settings.targets.length === 0 ? this.#providers() : this.#named(settings.targets);
      return { id, strategy, panicThreshold, model, targets: withTags(named, tags) };
    }
    if (id !== DEFAULT_POOL && !this.#tags.has(id)) return null;
    const targets = withTags(this.#providers(), id === DEFAULT_POOL ? [] : [id]);
    const { strategy, panicThreshold } = this.#settings;
    return { id, strategy, panicThreshold, model: null, targets };
  }

  /**
   * Who of the pool is called when this model is asked for: the model where its provider has it as a target, else the
   * provider itself.
   */
  membersFor(pool: Pool, model: string | null): readonly Target[] {
    if (model === null) return pool.targets;
    const meant = pool.targets.map((target) => this.#modelTargetOf(target, model) ?? target);
    return [...new Set(meant)];
  }

  #modelTargetOf(target: Target, model: string): Target | undefined {
    return target.model === null ? this.#byId.get(`${target.id}/${model.toLowerCase()}`) : undefined;
  }

  #providers(): readonly Target[] {
    return this.#targets.filter(({ model }) => model === null);
  }

  #named(ids: readonly string[]): readonly Target[] {
    return [...new Set(ids)].flatMap((id) => this.#byId.get(id) ?? []);
  }
}

function withTags(targets: readonly Target[], tags: readonly string[]): readonly Target[] {
  return targets.filter(({ provider }) => tags.every((tag) => provider.tags.includes(tag)));
}
