import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { AlertSettings } from '../../settings/alert-settings.ts';
import type { Acknowledgement, Alert } from '../alert.ts';
import { BurnLedger } from '../burn/burn-ledger.ts';
import { AlertBook } from '../lifecycle/alert-book.ts';
import {
  acknowledge,
  close,
  expireAcknowledgement,
  miss,
  type Transition,
} from '../lifecycle/alert-lifecycle.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import { snapshotOf } from '../lifecycle/record-snapshot.ts';
import { Dispatch } from '../routes/dispatch.ts';
import type { Wording } from '../routes/message.ts';
import { Evaluation, type EvaluationParts } from '../rules/evaluation.ts';
import { RuleBook } from '../rules/rule-book.ts';
import type { AlertCommit, NewDelivery, SavedAlerts, SavedLifecycle } from '../store/alert-store.ts';
import { Silences } from '../suppression/silences.ts';
import { AlertCounts } from './alert-counts.ts';
import type { AlertEvents } from './alert-events.ts';
import { DueTargets } from './due-targets.ts';
import { pendingAfterDowntime, heartbeat, lastHeartbeat } from './heartbeat.ts';
import { lookAgain, settle } from './looking.ts';

export interface AlertEngineParts extends Pick<EvaluationParts, 'components' | 'egress' | 'latencyShift'> {
  readonly registry: HealthRegistry;
  readonly clock: Clock;
  readonly events: AlertEvents;
  readonly settings: AlertSettings;
  readonly wording: Wording;
  readonly commit: (commit: AlertCommit) => void;
}

/** chosen: what only words changed of is written once a minute, and the clock of the engine with it. */
const SOFT_WRITE_EVERY_MS = 60_000;
/** A record is forgotten once neither its cool-down nor its flapping nor what it explained can matter. */
const FORGET_AFTER_MS = 7 * 3_600_000;

/**
 * From conditions to messages: evaluate → live → hold back → tell → write. `tick` is called once a second; nothing in
 * it waits for anything. What it decides is handed to `commit` as a whole, messages and memory together.
 */
export class AlertEngine {
  readonly #parts: AlertEngineParts;
  readonly #book = new AlertBook();
  readonly #silences = new Silences();
  readonly #burn = new BurnLedger();
  readonly #due: DueTargets;
  readonly #evaluation: Evaluation;
  readonly #dispatch: Dispatch;
  readonly counts = new AlertCounts();
  #settings: AlertSettings;
  #rules: RuleBook;
  #transitions = new Map<AlertRecord, Transition>();
  #softWriteAt: EpochMs = -Infinity;

  constructor(parts: AlertEngineParts) {
    const { registry, settings, wording } = parts;
    this.#parts = parts;
    this.#settings = settings;
    this.#rules = new RuleBook(settings.rules);
    this.#due = new DueTargets(registry, this.#book);
    this.#dispatch = new Dispatch(settings, wording);
    this.#evaluation = new Evaluation({ ...parts, book: this.#book, burn: this.#burn }, this.#hear);
  }

  get burn(): BurnLedger {
    return this.#burn;
  }

  get silences(): Silences {
    return this.#silences;
  }

  /** Hears of health from now on. */
  listen(): void {
    const { events } = this.#parts.registry;
    this.#due.listen(events);
    this.#burn.listen(events);
  }

  /** Takes up what was before a restart; to be called before the first tick. */
  restore(saved: SavedAlerts): void {
    this.#book.restore(saved);
    this.#silences.restore(saved.silences);
    pendingAfterDowntime(this.#book, lastHeartbeat(saved.lifecycle), this.#parts.clock.now());
    this.#due.all();
  }

  /** Follows changed settings. */
  apply(settings: AlertSettings): void {
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#rules = new RuleBook(settings.rules);
    this.#dispatch.apply(settings);
    this.#due.all();
  }

  tick(): void {
    const now = this.#parts.clock.now();
    this.#evaluate(now);
    const deliveries = this.#tell(now);
    this.#write(deliveries, now);
    this.#publish();
    this.#book.forget(now, Math.max(FORGET_AFTER_MS, this.#settings.coolDownMs));
  }

  /** Pending and firing ones. */
  open(): Alert[] {
    return [...this.#book.all()].flatMap(({ alert, isOpen }) => (isOpen ? [alert!] : []));
  }

  /** As it is now; undefined for one that ended long ago or never was. */
  current(id: string): Alert | undefined {
    return this.#book.byAlertId(id)?.alert ?? undefined;
  }

  /** Null takes it back. Undefined when there is no such alert open. */
  acknowledge(id: string, acknowledgement: Acknowledgement | null): Alert | undefined {
    const record = this.#book.byAlertId(id);
    if (record === undefined || !record.isOpen) return undefined;
    acknowledge(record, acknowledgement, this.#parts.clock.now());
    this.#hear(record, 'changed');
    return record.alert!;
  }

  #evaluate(now: EpochMs): void {
    const { registry } = this.#parts;
    for (const state of this.#due.take()) this.#evaluation.target(state, this.#rules, now);
    this.#evaluation.world(this.#rules, now);
    const gone = new Set(this.#due.takeRemoved());
    for (const record of this.#book.all()) {
      const { targetId } = record.subject;
      const isGone = targetId !== null && (gone.has(targetId) || registry.get(targetId) === undefined);
      if (isGone) this.#hear(record, close(record, 'it is no longer watched', now));
      else if (targetId !== null && record.clearedAt !== null) this.#lapse(record, now);
    }
  }

  /** Kept firing while its target cannot be seen: its time goes on. */
  #lapse(record: AlertRecord, now: EpochMs): void {
    this.#hear(record, miss(record, now));
  }

  #tell(now: EpochMs): NewDelivery[] {
    const { registry } = this.#parts;
    const scope = {
      book: this.#book,
      silences: this.#silences,
      isExternal: (id: string) => registry.get(id)?.target.isExternal === true,
      lingerMs: this.#settings.coolDownMs,
      coolDownMs: this.#settings.coolDownMs,
    };
    for (const record of this.#book.all()) {
      if (expireAcknowledgement(record, now)) this.#hear(record, 'changed');
      lookAgain(record, scope, now);
    }
    const deliveries = this.#dispatch.plan(this.#book.all(), now);
    for (const record of this.#book.all()) {
      if (settle(record)) this.#hear(record, 'changed');
      this.counts.note(record);
    }
    for (const { message } of deliveries) this.counts.told(message.reason);
    return deliveries;
  }

  #write(deliveries: readonly NewDelivery[], now: EpochMs): void {
    const isSoftDue = now - this.#softWriteAt >= SOFT_WRITE_EVERY_MS || now < this.#softWriteAt;
    const records = [...this.#book.all()];
    const isHard = deliveries.length > 0 || this.#silences.hasDirty || records.some(({ isDirty }) => isDirty);
    if (!isHard && !isSoftDue) return;
    const changed = records.filter(({ isDirty, isStale }) => isDirty || (isStale && isSoftDue));
    const lifecycle: SavedLifecycle[] = changed.map(snapshotOf);
    if (isSoftDue) {
      this.#softWriteAt = now;
      lifecycle.push(heartbeat(now));
    }
    const silences = this.#silences.takeDirty(now);
    const alerts = changed.flatMap(({ alert }) => (alert === null ? [] : [alert]));
    for (const record of changed) record.isDirty = record.isStale = false;
    this.#parts.commit({ at: now, alerts, deliveries, lifecycle, silences });
  }

  #publish(): void {
    const { events } = this.#parts;
    const transitions = this.#transitions;
    this.#transitions = new Map();
    for (const [{ alert }, transition] of transitions) {
      if (alert === null) continue;
      if (transition === 'fired') events.emit('alert.firing', { alert });
      else if (transition === 'resolved') events.emit('alert.resolved', { alert });
      else events.emit('alert.updated', { alert });
    }
  }

  /** The first that matters in a turn is what is told of it: one that fires and changes has fired. */
  readonly #hear = (record: AlertRecord, transition: Transition): void => {
    if (transition === 'none') return;
    const before = this.#transitions.get(record);
    if (before === 'fired' && transition !== 'resolved') return;
    if (before === 'resolved' && transition === 'changed') return;
    this.#transitions.set(record, transition);
  };
}
