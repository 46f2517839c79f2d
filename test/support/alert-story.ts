import type { Alert } from '../../src/alerts/alert.ts';
import { AlertEngine } from '../../src/alerts/engine/alert-engine.ts';
import { AlertEvents } from '../../src/alerts/engine/alert-events.ts';
import { CommitQueue } from '../../src/alerts/engine/commit-queue.ts';
import type { Delivery } from '../../src/alerts/notification.ts';
import { OwnComponents } from '../../src/alerts/rules/own-components.ts';
import type { ReasonCode, Status } from '../../src/health/status.ts';
import { alertSettings } from './alert-world.ts';
import { buildModelTarget, buildProvider, buildTarget } from './build.ts';
import { FakeAlertStore } from './fake-alert-store.ts';
import { FakeClock } from './fake-clock.ts';
import { registryOf } from './watched-targets.ts';

export type Verdict = readonly [Status, ReasonCode];
export const IDS = ['a', 'a/m', 'a/n', 'b'] as const;
export type Action =
  | { readonly kind: 'verdict'; readonly id: string; readonly verdict: Verdict }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'silence'; readonly matcher: readonly [string, string] }
  | { readonly kind: 'unsilence'; readonly nth: number }
  | { readonly kind: 'acknowledge'; readonly nth: number; readonly isTaken: boolean }
  | { readonly kind: 'restart'; readonly isUnwritten: boolean }
  | { readonly kind: 'store'; readonly isAway: boolean }
  | { readonly kind: 'egress'; readonly isDown: boolean };

/** An engine whose targets are what the test says, with two channels on two routes. */
export class AlertStory {
  readonly clock = new FakeClock();
  readonly store = new FakeAlertStore();
  readonly registry;
  readonly settings = alertSettings({
    channels: { one: { kind: 'log' }, two: { kind: 'log' }, late: { kind: 'log' } },
    routes: [
      { channels: ['one'], escalation: [{ after_seconds: 300, channels: ['late'] }] },
      { match: { severity: ['critical'] }, channels: ['two'], group_by: ['target'] },
    ],
    rules: { target_degraded: { for_seconds: 20, keep_firing_for_seconds: 15 } },
    rate_limit: { messages: 100_000 },
  });
  egress: 'ok' | 'down' = 'ok';
  silenceIds: string[] = [];
  commits!: CommitQueue;
  engine!: AlertEngine;
  readonly #messagesSeen = new Set<string>();

  constructor() {
    const provider = buildProvider({ id: 'a', models: ['m', 'n'] });
    const models = provider.models.map((model) => buildModelTarget(provider, model));
    this.registry = registryOf(
      [buildTarget({ provider }), ...models, buildTarget({ settings: { id: 'b' } })],
      this.clock,
    );
    this.#create();
  }

  #create(): void {
    const queue = new CommitQueue(this.store, { warn: () => {} }, () => {});
    this.commits = queue;
    this.engine = new AlertEngine({
      registry: this.registry,
      clock: this.clock,
      events: new AlertEvents((_, error) => {
        throw error;
      }),
      settings: this.settings,
      components: new OwnComponents(),
      egress: () => this.egress,
      latencyShift: () => null,
      wording: { targetName: () => null, adviceFor: () => ({ using: [] }) },
      commit: (commit) => queue.push(commit),
    });
    this.engine.listen();
  }

  async run(act: Action): Promise<void> {
    switch (act.kind) {
      case 'verdict':
        return this.say(act.id, act.verdict);
      case 'wait':
        return this.wait(act.seconds);
      case 'restart':
        return this.restart(act.isUnwritten);
      case 'silence':
      case 'unsilence':
      case 'acknowledge':
      case 'store':
      case 'egress':
        return this.#act(act);
    }
  }

  #act(act: Exclude<Action, { kind: 'verdict' | 'wait' | 'restart' }>): void {
    switch (act.kind) {
      case 'silence':
        return this.silence(act.matcher);
      case 'unsilence':
        return void this.engine.silences.expire(this.silenceIds[act.nth] ?? '', this.clock.now());
      case 'acknowledge':
        return this.acknowledge(act);
      case 'store':
        this.store.fault = act.isAway ? new Error('away') : null;
        return;
      case 'egress':
        this.egress = act.isDown ? 'down' : 'ok';
    }
  }

  say(id: string, [status, code]: Verdict): void {
    const blame = code === 'auth' ? 'account' : 'provider';
    const reasons = status === 'healthy' ? [] : [{ code, message: code }];
    this.registry.publishVerdict(this.registry.get(id)!, { status, blame, reasons }, null);
  }

  silence([name, value]: readonly [string, string]): void {
    const now = this.clock.now();
    const id = `s${this.silenceIds.length}`;
    this.silenceIds.push(id);
    const matchers = [{ name, value, isRegex: false, isEqual: true }];
    this.engine.silences.put({
      id,
      matchers,
      from: now,
      until: null,
      recurrence: null,
      by: 'x',
      comment: '',
      createdAt: now,
      updatedAt: now,
    });
  }

  acknowledge({ nth, isTaken }: Extract<Action, { kind: 'acknowledge' }>): void {
    const alert = this.engine.open().filter(({ state }) => state === 'firing')[nth];
    if (alert === undefined) return;
    const at = this.clock.now();
    this.engine.acknowledge(
      alert.id,
      isTaken ? { by: 'x', note: null, at, expiresAt: at + 120_000, isSticky: true } : null,
    );
  }

  async restart(isUnwritten: boolean): Promise<void> {
    const fault = this.store.fault;
    this.store.fault = null;
    if (!isUnwritten) await this.commits.flush();
    const saved = await this.store.load();
    this.#create();
    this.engine.restore(saved);
    // Silences that were never written are gone with the process.
    this.store.fault = fault;
  }

  async wait(seconds: number): Promise<void> {
    const step = seconds > 60 ? 10 : 1;
    for (let passed = 0; passed < seconds; passed += step) {
      this.clock.advance(step * 1000);
      this.engine.tick();
      await this.commits.flush();
      this.look();
    }
  }

  /** What must hold at every look. */
  look(): void {
    const open = this.engine.open();
    expect(new Set(open.map(({ fingerprint }) => fingerprint)).size).toBe(open.length);
    expect(this.store.repeated).toEqual([]);
    const now = this.clock.now();
    const silences = this.engine.silences
      .list()
      .filter(({ id }) => this.engine.silences.stateOf(id, now) === 'active');
    for (const delivery of this.store.deliveriesByKey.values()) {
      const key = `${delivery.message.id} ${delivery.channelId}`;
      if (this.#messagesSeen.has(key)) continue;
      this.#messagesSeen.add(key);
      // One that could not be written for a while was made in another moment.
      if (delivery.message.createdAt !== now) continue;
      for (const { alert } of delivery.message.notices) {
        const isSilenced = silences.some(({ matchers }) =>
          covers(alert, matchers[0]!.name, matchers[0]!.value),
        );
        expect({ id: alert.id, isSilenced }).toEqual({ id: alert.id, isSilenced: false });
        expect(explanationOf(alert, open)).toBeNull();
      }
    }
  }

  /** Everything well, nothing held back, long enough for all that waits. */
  async comeToRest(): Promise<void> {
    this.store.fault = null;
    this.egress = 'ok';
    for (const id of this.silenceIds) this.engine.silences.expire(id, this.clock.now());
    await this.wait(900);
    for (const alert of this.engine.open()) {
      if (alert.state !== 'firing' || alert.suppressions.length > 0) continue;
      expect(this.#told(alert.id)).not.toEqual([]);
    }
    for (const id of IDS) this.say(id, ['healthy', 'no_data']);
    await this.wait(3_000);
    expect(this.engine.open()).toEqual([]);
  }

  #told(alertId: string): Delivery[] {
    return [...this.store.deliveriesByKey.values()].filter(({ message }) =>
      message.notices.some(({ alert }) => alert.id === alertId),
    );
  }

  /** Who hears of a beginning hears of one end before another beginning; nobody hears of an end alone. */
  judge(): void {
    const histories = new Map<string, string[]>();
    for (const { message, channelId } of this.store.deliveriesByKey.values()) {
      for (const { alert } of message.notices) {
        const key = `${alert.id} ${channelId}`;
        histories.set(key, [...(histories.get(key) ?? []), alert.state]);
      }
    }
    for (const [key, states] of histories) {
      expect({ key, story: `${states.join(' ')} ` }).toEqual({
        key,
        story: expect.stringMatching(/^((firing )+resolved )+$/),
      });
    }
  }
}

function covers(alert: Alert, name: string, value: string): boolean {
  if (name === 'severity') return alert.severity === value;
  const id = name === 'provider' ? alert.targetId?.split('/')[0] : alert.targetId;
  return id === value;
}

const FAMILY = new Set([
  'target_unhealthy',
  'target_degraded',
  'credentials_rejected',
  'latency_warning',
  'stale',
]);

/** What else is firing and explains it. */
function explanationOf(alert: Alert, open: readonly Alert[]): string | null {
  if (!FAMILY.has(alert.rule) || alert.targetId === null) return null;
  const firing = open.filter(({ state, id }) => state === 'firing' && id !== alert.id);
  if (firing.some(({ rule }) => rule === 'egress_down')) return 'egress_down';
  const provider = alert.targetId.split('/')[0]!;
  const explains = ['target_unhealthy', 'credentials_rejected', 'stale'];
  const isModel = provider !== alert.targetId;
  const parent = firing.find(
    ({ targetId, rule }) => isModel && targetId === provider && explains.includes(rule),
  );
  const worse = firing.find(
    ({ targetId, severity }) =>
      targetId === alert.targetId && severity === 'critical' && alert.severity !== 'critical',
  );
  return parent?.rule ?? worse?.rule ?? null;
}
