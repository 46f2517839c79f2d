import type { Clock } from '../clock/clock.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { Observation } from '../observations/observation.ts';
import { Problem } from '../problems/problem.ts';
import type { IntakeSettings } from '../settings/intake.schema.ts';
import type { Adoption } from './adoption.ts';
import { hostText } from './called-host.ts';
import type { Endpoint } from './endpoint.ts';
import type { IntakeCounts } from './intake-counts.ts';
import type { IntakeQueue } from './intake-queue.ts';
import { type Present, Presents } from './moment.ts';
import type { Called, TargetNames } from './target-names.ts';
import type { UnknownTargets } from './unknown-targets.ts';
import { kindOfHost, kindOfVendor } from './vendor-names.ts';

/** chosen: a queue that was full has room again after a few turns of the event loop. */
const RETRY_AFTER_S = 1;

export interface IntakeParts {
  readonly registry: HealthRegistry;
  readonly names: TargetNames;
  readonly unknown: UnknownTargets;
  readonly adoption: Adoption;
  readonly queue: IntakeQueue;
  readonly counts: IntakeCounts;
}

/** The way of outcomes from every endpoint: whose they are, when they were, and on into the queue. */
export class Intake {
  readonly counts: IntakeCounts;
  readonly #parts: IntakeParts;
  readonly #clock: Clock;
  readonly #presents: Presents;
  readonly #settings: () => IntakeSettings;

  constructor(parts: IntakeParts, clock: Clock, settings: () => IntakeSettings) {
    this.#parts = parts;
    this.counts = parts.counts;
    this.#clock = clock;
    this.#presents = new Presents(clock);
    this.#settings = settings;
  }

  /** The present of one request. */
  present(): Present {
    return this.#presents.take(this.#settings().maxAgeMs);
  }

  /** @throws Problem 429 while too much is waiting; nothing of the request has been taken in then */
  claimRoom(endpoint: Endpoint, count: number): void {
    if (this.#parts.queue.hasRoomFor(count)) return;
    this.counts.refuse(endpoint);
    throw new Problem({
      status: 429,
      detail: 'too many outcomes are waiting to be taken in; none of these was',
      headers: { 'retry-after': String(RETRY_AFTER_S) },
    });
  }

  /** The target of an id or of a name of the settings; null where nobody watches it, which is noted. */
  findTarget(name: string, endpoint: Endpoint): TargetHealth | null {
    const found = this.#parts.names.byId(name);
    return found ?? this.#adopted({ name, host: null, endpoint });
  }

  /** What the settings (`intake.names`) say of a name. */
  findAlias(name: string): TargetHealth | undefined {
    return this.#parts.names.byAlias(name);
  }

  /** The target that was called; null where nobody watches it, which is noted. */
  findCalled(called: Called, endpoint: Endpoint): TargetHealth | null {
    const found = this.#parts.names.byCall(called);
    if (found !== undefined) return found;
    const name = nameOf(called);
    if (name === null) return null;
    const host = called.host === null ? null : hostText(called.host);
    return this.#adopted({ name, host, endpoint });
  }

  /** Of several names of a model the first that has a target of its own, else the first; null where there is none. */
  firstModelOf({ target }: TargetHealth, models: readonly string[]): string | null {
    const { names } = this.#parts;
    return (
      models.find((model) => names.modelOf(target.provider.id, model) !== undefined) ?? models[0] ?? null
    );
  }

  /** Adds an observation to a batch: of the target and, where model and provider are targets both, of either. */
  add(batch: Observation[], target: TargetHealth, model: string | null, observation: Observation): void {
    const { names, registry, adoption } = this.#parts;
    const { id, provider } = target.target;
    if (target.target.model !== null) {
      batch.push(observation);
      if (registry.get(provider.id) !== undefined) batch.push({ ...observation, targetId: provider.id });
      return;
    }
    const ofModel = model === null ? undefined : names.modelOf(id, model);
    if (ofModel !== undefined) batch.push({ ...observation, targetId: ofModel.target.id });
    batch.push(observation);
    if (target.target.isAdopted === true) adoption.noteCall(id, observation.atMonotonicMs);
  }

  /** Takes in what came of `count` outcomes: target by target, each in the order in which it happened. */
  take(endpoint: Endpoint, batch: Observation[], count: number): void {
    this.counts.accept(endpoint, count);
    if (!isOrdered(batch)) batch.sort((a, b) => a.atMonotonicMs - b.atMonotonicMs);
    this.#parts.queue.offer(byTarget(batch));
  }

  #adopted(sent: { name: string; host: string | null; endpoint: Endpoint }): TargetHealth | null {
    const { adoption, registry, unknown } = this.#parts;
    const id = adoption.adopt(sent.name, sent.host, this.#clock.monotonicMs());
    const state = id === null ? undefined : registry.get(id);
    if (state !== undefined) return state;
    unknown.note(sent, this.#clock.now());
    return null;
  }
}

/** Whoever answers to a vendor's client at a host that is not the vendor's has the host's name. */
function nameOf({ vendor, host }: Called): string | null {
  if (vendor === null || host === null) return vendor ?? (host === null ? null : hostText(host));
  const kind = kindOfVendor(vendor);
  return kind === null || kind === kindOfHost(host.hostname) ? vendor : hostText(host);
}

/** What is kept of one target is many cache lines: they are fetched once a batch rather than once an outcome. */
function byTarget(batch: readonly Observation[]): Observation[] {
  const groups = new Map<string, Observation[]>();
  for (const observation of batch) {
    const group = groups.get(observation.targetId);
    if (group === undefined) groups.set(observation.targetId, [observation]);
    else group.push(observation);
  }
  const ordered: Observation[] = [];
  for (const group of groups.values()) for (const observation of group) ordered.push(observation);
  return ordered;
}

function isOrdered(batch: readonly Observation[]): boolean {
  for (let i = 1; i < batch.length; i++) {
    if (batch[i]!.atMonotonicMs < batch[i - 1]!.atMonotonicMs) return false;
  }
  return true;
}
