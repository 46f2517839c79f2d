import type { MonotonicMs } from '../clock/clock.ts';
import type { HealthEvents } from '../health/health-events.ts';
import type { AdviceBoard } from './advice/advice-board.ts';
import type { ChangeLog } from './changes/change-log.ts';
import type { RoutingEvents } from './routing-events.ts';

/** chosen: four times a second at most, and once a second where nothing turned. */
const PAUSE_MS = 250;
const TICK_MS = 1_000;

interface Parts {
  readonly board: AdviceBoard;
  readonly log: ChangeLog;
  readonly events: RoutingEvents;
  /** Runs it once what is under way has ended, as a microtask does. */
  readonly defer: (work: () => void) => void;
  readonly nowMs: () => MonotonicMs;
}

/**
 * Brings the advice up to date when something turns: at once after a calm, then a few times a second. What only shifts a
 * little, a latency or a limit, waits for the next second. Driven by the turns of the monitor.
 */
export class AdviceKeeper {
  readonly #parts: Parts;
  readonly #subscriptions: readonly (() => void)[];
  #isTurning = false;
  #isDeferred = false;
  #refreshedAtMs: MonotonicMs = -Infinity;
  #tickedAtMs: MonotonicMs = -Infinity;

  constructor(health: HealthEvents, parts: Parts) {
    this.#parts = parts;
    const { board } = parts;
    this.#subscriptions = [
      health.on('target.updated', ({ state }) => {
        if (board.note(state)) this.#turn();
      }),
      health.on('target.added', () => this.restructure()),
      health.on('target.removed', ({ state }) => {
        board.noteStructure(state);
        this.#deferRefresh();
      }),
    ];
  }

  /** Targets or settings are others than before: rare, and shown at once even while much turns. */
  restructure(): void {
    this.#parts.board.noteStructure();
    this.#deferRefresh();
  }

  /** Called about ten times a second. */
  turn(nowMs: MonotonicMs): void {
    const isTick = nowMs - this.#tickedAtMs >= TICK_MS;
    if (isTick) {
      this.#tickedAtMs = nowMs;
      this.#parts.board.noteTime();
    }
    if (isTick || (this.#isTurning && this.#isCalm(nowMs))) this.refresh();
  }

  /** Brings the advice up to date now. */
  refresh(): void {
    const { board, log, events, nowMs } = this.#parts;
    this.#isTurning = false;
    const snapshot = board.refresh();
    if (snapshot === null) return;
    this.#refreshedAtMs = nowMs();
    for (const change of log.take(snapshot)) events.emit(change);
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  #turn(): void {
    this.#isTurning = true;
    if (this.#isCalm(this.#parts.nowMs())) this.#deferRefresh();
  }

  #deferRefresh(): void {
    this.#isTurning = true;
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#parts.defer(() => {
      this.#isDeferred = false;
      if (this.#isTurning) this.refresh();
    });
  }

  #isCalm(nowMs: MonotonicMs): boolean {
    return nowMs - this.#refreshedAtMs >= PAUSE_MS;
  }
}
