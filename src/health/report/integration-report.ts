import type { Clock, EpochMs, MonotonicMs } from '../../clock/clock.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import { aggregateStatus } from '../aggregate.ts';
import type { EgressWatch } from '../egress/egress-watch.ts';
import type { HealthRegistry } from '../health-registry.ts';
import type { Status } from '../status.ts';
import type { TargetHealth } from '../target-health.ts';
import { BodyCache, type CachedBody } from './body-cache.ts';
import { providerDetailView, providerView } from './provider.view.ts';

interface Fragment {
  revision: number;
  validUntilMs: MonotonicMs;
  bytes: Buffer;
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}');
/** Fragments that only time has outdated are refreshed so many at a time, so that no reader waits for a thousand. */
const EXPIRED_PER_BUILD = 64;

/** The answers of `/health/integration`, built from the registry when they are asked for. */
export class IntegrationReport {
  readonly #registry: HealthRegistry;
  readonly #egress: EgressWatch;
  readonly #source: SettingsSource;
  readonly #clock: Clock;
  readonly #version: string;
  readonly #startedAtMs: MonotonicMs;
  readonly #fragments = new WeakMap<TargetHealth, Fragment>();
  readonly #whole: BodyCache;
  readonly #summary: BodyCache;

  constructor(
    parts: { registry: HealthRegistry; egress: EgressWatch; source: SettingsSource },
    clock: Clock,
    version: string,
  ) {
    this.#registry = parts.registry;
    this.#egress = parts.egress;
    this.#source = parts.source;
    this.#clock = clock;
    this.#version = version;
    this.#startedAtMs = clock.monotonicMs();
    const tag = clock.now().toString(36);
    const revision = (): number => this.#registry.revision;
    const nowMs = (): MonotonicMs => clock.monotonicMs();
    this.#whole = new BodyCache(tag, { revision, nowMs, build: () => this.#buildWhole() });
    this.#summary = new BodyCache(`${tag}s`, { revision, nowMs, build: () => this.#buildSummary() });
  }

  whole(): CachedBody {
    return this.#whole.get();
  }

  summary(): CachedBody {
    return this.#summary.get();
  }

  /** The same of these providers alone, and of this very moment: nothing that has happened is missing in it. */
  fresh(isWanted: (id: string) => boolean): Buffer {
    const states = this.#providers().filter(({ target }) => isWanted(target.id));
    return this.#assemble(states, states.length).bytes;
  }

  /** One target as the list has it, a model as well; made anew where it has changed. */
  entry(state: TargetHealth): Buffer {
    return this.#fragment(state, this.#fragments.get(state), this.#clock.monotonicMs()).bytes;
  }

  /** How often an answer was ready, and how often it had to be made. */
  get cacheStanding(): { readonly hits: number; readonly misses: number } {
    const caches = [this.#whole.standing, this.#summary.standing];
    const misses = caches.reduce((sum, { rebuilds }) => sum + rebuilds, 0);
    return { hits: caches.reduce((sum, { reads }) => sum + reads, 0) - misses, misses };
  }

  /** Undefined where nobody watches that target. */
  detail(id: string): ReturnType<typeof providerDetailView> | undefined {
    const state = this.#registry.get(id);
    if (state === undefined) return undefined;
    return providerDetailView(state, this.#registry.modelsOf(id), this.#clock.monotonicMs());
  }

  /** Disabled targets, and those that the settings do not name, are listed, but take no part. */
  aggregate(): Status {
    const members = this.#providers().filter(
      ({ target }) => target.provider.enabled && target.isAdopted !== true,
    );
    return aggregateStatus(
      members.map(({ verdict, target }) => ({
        status: verdict.status,
        isCritical: target.provider.critical,
      })),
    );
  }

  #providers(): TargetHealth[] {
    return [...this.#registry.all()].filter(({ target }) => target.model === null);
  }

  #buildWhole(): { bytes: Buffer; validUntilMs: MonotonicMs } {
    return this.#assemble(this.#providers(), EXPIRED_PER_BUILD);
  }

  /** `budget`: how many of what only time has outdated are made anew. */
  #assemble(states: readonly TargetHealth[], budget: number): { bytes: Buffer; validUntilMs: MonotonicMs } {
    const nowMs = this.#clock.monotonicMs();
    const parts: Buffer[] = [Buffer.from(this.#head(nowMs))];
    let validUntilMs = Infinity;
    let left = budget;
    for (const state of states) {
      const known = this.#fragments.get(state);
      const isExpired =
        known !== undefined && known.revision === state.revision && known.validUntilMs <= nowMs;
      const fragment = isExpired && left-- <= 0 ? known : this.#fragment(state, known, nowMs);
      validUntilMs = Math.min(validUntilMs, fragment.validUntilMs);
      if (parts.length > 1) parts.push(COMMA);
      parts.push(fragment.bytes);
    }
    parts.push(END);
    return { bytes: Buffer.concat(parts), validUntilMs };
  }

  #fragment(state: TargetHealth, known: Fragment | undefined, nowMs: MonotonicMs): Fragment {
    const isCurrent = known !== undefined && known.revision === state.revision && nowMs < known.validUntilMs;
    if (isCurrent) return known;
    const view = providerView(state, this.#registry.modelsOf(state.target.id), nowMs);
    const fragment = {
      revision: state.revision,
      validUntilMs: state.windows.nextChangeAt(nowMs),
      bytes: Buffer.from(JSON.stringify(view)),
    };
    this.#fragments.set(state, fragment);
    return fragment;
  }

  /** The answer up to and including the bracket that opens the list of providers. */
  #head(nowMs: MonotonicMs): string {
    const head = {
      status: this.aggregate(),
      timestamp: this.#timestamp(this.#clock.now()),
      version: this.#version,
      uptime_seconds: Math.round(nowMs - this.#startedAtMs) / 1_000,
      monitoring: this.#monitoring(),
      summary: this.#tally(),
    };
    return `${JSON.stringify(head).slice(0, -1)},"providers":[`;
  }

  #buildSummary(): { bytes: Buffer; validUntilMs: MonotonicMs } {
    const enabled = this.#providers().filter(({ target }) => target.provider.enabled);
    const body = {
      status: this.aggregate(),
      timestamp: this.#timestamp(this.#clock.now()),
      monitoring: this.#monitoring(),
      summary: this.#tally(),
      usable: enabled.filter((state) => state.isUsable).map(({ target }) => target.id),
      unusable: enabled.filter((state) => !state.isUsable).map(unusableView),
    };
    return { bytes: Buffer.from(JSON.stringify(body)), validUntilMs: Infinity };
  }

  #monitoring() {
    return { enabled: this.#source.current.monitoring.enabled, egress: this.#egress.state };
  }

  #tally() {
    const tally = { total: 0, healthy: 0, degraded: 0, unhealthy: 0, unknown: 0, disabled: 0 };
    for (const { target, verdict } of this.#providers()) {
      tally.total++;
      tally[target.provider.enabled ? verdict.status : 'disabled']++;
    }
    return tally;
  }

  #timestamp(at: EpochMs): string {
    return new Date(at).toISOString();
  }
}

function unusableView({ target, verdict, circuit }: TargetHealth) {
  const reason = verdict.reasons[0]?.code ?? (circuit.state === 'open' ? 'circuit_open' : null);
  return { id: target.id, status: verdict.status, reason };
}
