import type { FailureKind } from '../../src/observations/failure-kind.ts';
import type { Observation } from '../../src/observations/observation.ts';
import type { ProviderSettings } from '../../src/settings/settings.ts';
import type { Status } from '../../src/health/status.ts';
import type { Target } from '../../src/targets/target.ts';
import { buildModelTarget, buildProvider, buildTarget } from './build.ts';
import { describeHappening, discrepancies, duplicates, type Happening } from './timeline/event-log.ts';
import { type Behaviour, ScriptedProviders, seededRandom } from './timeline/scripted-providers.ts';
import { inSeconds, millisecondsOf, type Span } from './timeline/span.ts';
import { callsOf, type Step, type TrafficChange, type TrafficPattern } from './timeline/traffic.ts';
import { VirtualWorld, type WorldOptions } from './virtual-world.ts';

type Expectations = ReadonlyMap<string, readonly string[]>;

/** How closely a stretch of time is looked at: every turn of the scheduler. */
const LOOK_EVERY_MS = 100;
const EGRESS = 'egress';

/** Begins a story in virtual time. `until` makes it a test. */
export function scenario(title: string, options: Partial<WorldOptions> = {}): Timeline {
  return new Timeline(title, options);
}

/** What a provider does from a moment on. */
class ProviderLine<T> {
  readonly #behave: (behaviour: Partial<Behaviour>) => T;

  constructor(behave: (behaviour: Partial<Behaviour>) => T) {
    this.#behave = behave;
  }

  /** `share` of the answers [1] fail. */
  fails(failure: FailureKind, more: { share?: number; retryAfterMs?: number } = {}): T {
    return this.#behave({ failure, latencyMs: 50, ...more });
  }

  /** Accepts, and never answers. */
  hangs(): T {
    return this.#behave({ latencyMs: 1e9 });
  }

  answersAfter(span: Span): T {
    return this.#behave({ latencyMs: millisecondsOf(span) });
  }

  lists(...models: string[]): T {
    return this.#behave({ list: models });
  }

  /** Answers, and says nothing of its models: as a check without a key does. */
  listsNothing(): T {
    return this.#behave({ list: 'none' });
  }

  heals(): T {
    return this.#behave({});
  }
}

/**
 * A story of what happens and what must be seen of it, told in the order of time: `at` says what happens, or is
 * expected, at a moment; `between` what is expected at every turn of a stretch. Whatever the expectations, a status
 * that changes to itself or a listener that throws fails the scenario.
 */
export class Timeline {
  readonly #title: string;
  readonly #options: Partial<WorldOptions>;
  readonly #random = seededRandom(42);
  readonly #providers = new ScriptedProviders(this.#random);
  readonly #steps: Step[] = [];
  readonly #traffic: TrafficChange[] = [];
  readonly #expected = new Map<string, readonly string[]>();
  #targets: Target[] = [];
  #isMonitoring = true;
  #looks: readonly number[] = [0];

  constructor(title: string, options: Partial<WorldOptions>) {
    this.#title = title;
    this.#options = options;
  }

  /** Watches a provider, and its models, from the start. */
  target(id: string, settings: Partial<ProviderSettings> = {}, own: Partial<Target> = {}): this {
    this.#targets = [...this.#targets, ...targetsOf(id, settings, own)];
    return this;
  }

  at(span: Span): this {
    this.#looks = [millisecondsOf(span)];
    return this;
  }

  /** At every turn from the one to the other, both included. */
  between(from: Span, to: Span): this {
    const fromMs = millisecondsOf(from);
    const count = Math.floor((millisecondsOf(to) - fromMs) / LOOK_EVERY_MS) + 1;
    this.#looks = Array.from({ length: count }, (_, i) => fromMs + i * LOOK_EVERY_MS);
    return this;
  }

  provider(id: string): ProviderLine<this> {
    return new ProviderLine((behaviour) => this.does(() => this.#providers.behave(id, behaviour)));
  }

  /** All providers at once, as when the network between us and them breaks. */
  everyProvider(): ProviderLine<this> {
    return new ProviderLine((behaviour) =>
      this.does(() => {
        for (const { id } of this.#targets) this.#providers.behave(id, behaviour);
      }),
    );
  }

  losesOnePacket(): this {
    return this.does(() => this.#providers.loseOne());
  }

  controls(state: 'online' | 'offline'): this {
    return this.does((world) => void (world.controls.online = state === 'online'));
  }

  /** Our own process stands still. */
  stallsFor(span: Span): this {
    return this.does((world) => world.stall(millisecondsOf(span)));
  }

  traffic(targetId: string, pattern: TrafficPattern | null): this {
    this.#traffic.push({ atMs: this.#looks[0]!, targetId, pattern });
    return this;
  }

  /** One outcome that somebody reports; `agedMs` is how long ago it was. */
  reports(targetId: string, observation: Partial<Observation> & { agedMs?: number }): this {
    const { agedMs = 0, ...rest } = observation;
    return this.does((world) => {
      const atMonotonicMs = world.clock.monotonicMs() - agedMs;
      world.report({ targetId, at: world.clock.now() - agedMs, atMonotonicMs, ...rest });
    });
  }

  /** Reloads the settings with one provider changed, or added. */
  settings(id: string, settings: Partial<ProviderSettings>): this {
    return this.#reload((targets) => {
      const others = targets.filter(({ provider }) => provider.id !== id);
      const before = targets.find((target) => target.id === id)?.provider;
      return [...others, ...targetsOf(id, { ...before, ...settings })];
    });
  }

  /** Reloads the settings without one provider. */
  drops(id: string): this {
    return this.#reload((targets) => targets.filter(({ provider }) => provider.id !== id));
  }

  pausesMonitoring(): this {
    return this.does((world) => world.apply(this.#targets, (this.#isMonitoring = false)));
  }

  resumesMonitoring(): this {
    return this.does((world) => world.apply(this.#targets, (this.#isMonitoring = true)));
  }

  /** Anything else that happens, or is to be looked at, at this moment. */
  does(act: Step['act']): this {
    for (const atMs of this.#looks) this.#steps.push({ atMs, act });
    return this;
  }

  expectStatus(id: string, status: Status): this {
    return this.does((world) => {
      const { verdict } = world.state(id);
      const got = { at: inSeconds(world.elapsedMs), id, status: verdict.status };
      expect(got).toEqual({ ...got, status });
    });
  }

  /** Exactly these reason codes, the one that decided first. */
  expectReasons(id: string, ...codes: string[]): this {
    return this.does((world) => {
      const reasons = world.state(id).verdict.reasons.map(({ code }) => code);
      const got = { at: inSeconds(world.elapsedMs), id, reasons };
      expect(got).toEqual({ ...got, reasons: codes });
    });
  }

  /** What decided; evidence may stand behind it. */
  expectFirstReason(id: string, code: string): this {
    return this.does((world) => {
      const got = { at: inSeconds(world.elapsedMs), id, first: world.state(id).verdict.reasons[0]?.code };
      expect(got).toEqual({ ...got, first: code });
    });
  }

  /** All status changes of a target over the whole story: what is missing and what is unexpected both fail. */
  expectEvents(id: string, events: readonly string[]): this {
    this.#expected.set(id, events);
    return this;
  }

  /** All changes of what is known of our own egress. */
  expectEgressEvents(events: readonly string[]): this {
    return this.expectEvents(EGRESS, events);
  }

  /** Makes the story a test that ends at this moment. */
  until(end: Span): void {
    it(this.#title, () => this.play(end));
  }

  /** Lets the story happen; rejects with what was not as it should be. */
  async play(end: Span): Promise<VirtualWorld> {
    const endMs = millisecondsOf(end);
    const random = this.#options.random ?? (() => 0);
    const answer = this.#providers.answer;
    const world = new VirtualWorld({ ...this.#options, targets: this.#targets, answer, random });
    const logs = recordEvents(world);
    this.prepare(world);
    const calls = callsOf(this.#traffic, endMs, this.#random);
    const steps = [...this.#steps, ...calls].toSorted((a, b) => a.atMs - b.atMs);
    const late = steps.find(({ atMs }) => atMs > endMs);
    if (late !== undefined) throw new Error(`${inSeconds(late.atMs)} is after the end of the story, ${end}`);
    for (const { atMs, act } of steps) {
      await world.runTo(atMs);
      await act(world);
    }
    await world.runTo(endMs);
    judge(logs, this.#expected, [...listenerFaults(world), ...this.faults(world)]);
    return world;
  }

  /** What else belongs to the world of this story. */
  protected prepare(_world: VirtualWorld): void {}

  /** What else was not as it should be at the end, in words. */
  protected faults(_world: VirtualWorld): string[] {
    return [];
  }

  #reload(change: (targets: Target[]) => Target[]): this {
    return this.does((world) => {
      this.#targets = change(this.#targets);
      world.apply(this.#targets, this.#isMonitoring);
    });
  }
}

function targetsOf(id: string, settings: Partial<ProviderSettings>, own: Partial<Target> = {}): Target[] {
  const provider = buildProvider({ ...settings, id });
  const models = provider.models.map((model) => ({ ...buildModelTarget(provider, model), ...own }));
  return [buildTarget({ provider, ...own }), ...models];
}

function recordEvents(world: VirtualWorld): Map<string, Happening[]> {
  const logs = new Map<string, Happening[]>();
  const note = (id: string, happening: Happening): void => {
    logs.set(id, [...(logs.get(id) ?? []), happening]);
  };
  world.events.on('status.changed', ({ state, from, to }) =>
    note(state.target.id, {
      atMs: world.elapsedMs,
      from: from.status,
      to: to.status,
      reason: to.reasons[0]?.code ?? '',
    }),
  );
  world.events.on('egress.changed', ({ from, to }) =>
    note(EGRESS, { atMs: world.elapsedMs, from, to, reason: '' }),
  );
  return logs;
}

function listenerFaults(world: VirtualWorld): string[] {
  return world.listenerErrors.map(([name, error]) => `a listener of ${name} failed: ${String(error)}`);
}

function judge(
  logs: ReadonlyMap<string, Happening[]>,
  expected: Expectations,
  faults: readonly string[],
): void {
  const wrong = [...faults];
  for (const [id, log] of logs) {
    if (!expected.has(id)) wrong.push(...duplicates(log).map((each) => `${id}: ${each}`));
  }
  for (const [id, events] of expected) {
    const log = logs.get(id) ?? [];
    const found = discrepancies(log, events);
    if (found.length === 0) continue;
    wrong.push(...found.map((each) => `${id}: ${each}`), `${id}: in full:`, ...log.map(describeHappening));
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n  '));
}
