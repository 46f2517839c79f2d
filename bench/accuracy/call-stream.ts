import type { Status } from '../../src/health/status.ts';
import type { Answer } from '../../test/support/virtual-world.ts';
import type { Calls } from './scenarios.ts';
import { limited, type Script } from './script.ts';

const CALL_SALT = 10;
const ROUTE_SALT = 20;
/** How long the application waits for a call. */
const CALL_TIMEOUT_MS = 30_000;
/** The status factors of the advice: what share of the calls a target gets. */
const SHARE: Readonly<Record<Status, number>> = { healthy: 1, degraded: 0.3, unknown: 0.5, unhealthy: 0 };

/** The calls of one application: one starts each tick, and is reported at the first tick after it has ended. */
export class CallStream {
  readonly tickMs: number;
  readonly #script: Script;
  readonly #isRouted: boolean;
  #underWay: { readonly endMs: number; readonly answer: Answer }[] = [];

  constructor(script: Script, { perSecond, isRouted }: Calls) {
    this.#script = script;
    this.#isRouted = isRouted;
    this.tickMs = 1_000 / perSecond;
  }

  /** Starts a call unless the router sends it elsewhere, and gives those that have ended. */
  tick(nowMs: number, status: Status): Answer[] {
    const ended = this.#underWay.filter(({ endMs }) => endMs <= nowMs);
    this.#underWay = this.#underWay.filter(({ endMs }) => endMs > nowMs);
    if (!this.#isRouted || this.#draw(nowMs) < SHARE[status]) {
      const answer = limited(this.#script.answer(nowMs, CALL_SALT), CALL_TIMEOUT_MS);
      this.#underWay.push({ endMs: nowMs + answer.latencyMs, answer });
    }
    return ended.map(({ answer }) => answer);
  }

  #draw(nowMs: number): number {
    return this.#script.uniform(nowMs, ROUTE_SALT);
  }
}
