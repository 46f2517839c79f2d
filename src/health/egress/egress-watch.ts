import type { MonotonicMs } from '../../clock/clock.ts';
import type { Observation } from '../../observations/observation.ts';
import type { Target } from '../../targets/target.ts';
import type { ConnectivityControls } from './connectivity-controls.ts';

export type EgressState = 'ok' | 'suspected' | 'down';

/** How often the controls are asked again while the egress is down. */
const RECHECK_MS = 5_000;
/** chosen: how long their "we are online" holds while targets go on failing. */
const TRUST_ONLINE_MS = 10_000;
const LEAST_SUSPECTS = 2;

/**
 * Is it us? Once at least half of the external targets, and two or more, fail with `network` or `timeout` within one
 * interval, the connectivity controls are asked; if they fail too, our own egress is down and no provider is blamed.
 */
export class EgressWatch {
  readonly #controls: ConnectivityControls;
  readonly #onChange: (from: EgressState, to: EgressState) => void;
  /** Targets whose newest observation looks like a broken network, with the moment until which that counts. */
  readonly #suspects = new Map<string, MonotonicMs>();
  #externalCount = 0;
  #state: EgressState = 'ok';
  /** When the failures that raised the suspicion came: only an answer of later proves anything. */
  #suspectedSinceMs: MonotonicMs = -Infinity;
  #isAsking = false;
  #askAgainAtMs: MonotonicMs = -Infinity;
  #isEnabled = true;
  /** Whether anything outside has ever answered. */
  #isProven = false;

  constructor(controls: ConnectivityControls, onChange: (from: EgressState, to: EgressState) => void) {
    this.#controls = controls;
    this.#onChange = onChange;
  }

  get state(): EgressState {
    return this.#state;
  }

  /** Which targets go over our egress; those that are no longer among them stop counting. */
  watch(targets: readonly Target[], isEnabled: boolean): void {
    const external = new Set(targets.filter(countsForEgress).map((target) => target.id));
    this.#externalCount = external.size;
    this.#isEnabled = isEnabled;
    for (const id of this.#suspects.keys()) if (!external.has(id)) this.#suspects.delete(id);
    if (!isEnabled) this.#become('ok');
  }

  /** Hears of every observation before it is judged. */
  observe(target: Target, observation: Observation): void {
    if (!this.#isEnabled || !countsForEgress(target) || saysNothing(observation)) return;
    const { atMonotonicMs } = observation;
    if (!looksLikeNetwork(observation)) {
      this.#suspects.delete(target.id);
      // One answer from outside proves that we are online, whatever the controls say.
      if (atMonotonicMs > this.#suspectedSinceMs) this.#becomeOnline();
      return;
    }
    const { intervalMs, timeoutMs } = target.provider;
    this.#suspects.set(target.id, atMonotonicMs + intervalMs + timeoutMs);
    if (this.#state === 'ok') this.#suspect(atMonotonicMs);
  }

  /** Once a second: asks again where that is due. */
  tick(nowMs: MonotonicMs): void {
    for (const [id, untilMs] of this.#suspects) if (untilMs < nowMs) this.#suspects.delete(id);
    if (this.#state === 'down' && nowMs >= this.#askAgainAtMs) this.#ask(nowMs);
  }

  #suspect(nowMs: MonotonicMs): void {
    const count = this.#suspects.size;
    // Until something outside has answered once, the first failure is reason enough to look at ourselves.
    const least = this.#isProven ? LEAST_SUSPECTS : 1;
    const isSuspicious = count >= least && (2 * count >= this.#externalCount || !this.#isProven);
    if (!isSuspicious || nowMs < this.#askAgainAtMs) return;
    this.#suspectedSinceMs = nowMs;
    this.#become('suspected');
    this.#ask(nowMs);
  }

  #ask(nowMs: MonotonicMs): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#controls.isOnline().then((isOnline) => {
      this.#isAsking = false;
      this.#isProven ||= isOnline;
      if (this.#state === 'ok') return;
      this.#askAgainAtMs = nowMs + (isOnline ? TRUST_ONLINE_MS : RECHECK_MS);
      this.#become(isOnline ? 'ok' : 'down');
    });
  }

  #becomeOnline(): void {
    this.#isProven = true;
    if (this.#state === 'down') this.#become('ok');
  }

  #become(state: EgressState): void {
    if (state === this.#state) return;
    const from = this.#state;
    this.#state = state;
    // What failed while we were cut off must not raise the next suspicion.
    if (from === 'down') this.#suspects.clear();
    this.#onChange(from, state);
  }
}

/** Models share their provider's connection, and so say nothing new of our network. */
function countsForEgress(target: Target): boolean {
  return target.isExternal && target.model === null && target.provider.enabled;
}

/** Our own process spoilt it, or it may never have left: cancelled, or refused before it was sent. */
function saysNothing({ blame, httpStatus }: Observation): boolean {
  return blame === 'local' || (blame === 'caller' && httpStatus === null);
}

function looksLikeNetwork({ failure }: Observation): boolean {
  return failure === 'network' || failure === 'timeout';
}
