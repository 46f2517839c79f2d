import type { EpochMs } from '../clock/clock.ts';
import type { Verdict } from '../health/status.ts';

/** An outage of a provider as we saw it. */
export interface Outage {
  readonly detectedAt: EpochMs;
  /** Null while it lasts. */
  readonly endedAt: EpochMs | null;
}

/** chosen: outages of a provider that an incident may still be matched with. */
const KEPT = 50;

/** When we saw a provider fail by evidence of our own; what its page says is none. */
export class OutageLog {
  #outages: readonly Outage[];

  /** @param known from before a restart, oldest first */
  constructor(known: readonly Outage[] = []) {
    this.#outages = known;
  }

  /** Oldest first; another list after every change. */
  get all(): readonly Outage[] {
    return this.#outages;
  }

  /** True when an outage begins with this verdict. */
  note(verdict: Verdict, at: EpochMs): boolean {
    const last = this.#outages.at(-1);
    const isOpen = last !== undefined && last.endedAt === null;
    // Our own network was down: there was no outage of theirs.
    if (isOpen && verdict.blame === 'local') this.#outages = this.#outages.slice(0, -1);
    else if (isOpen && isOver(verdict)) {
      this.#outages = [...this.#outages.slice(0, -1), { ...last, endedAt: at }];
    }
    if (isOpen || !isOurEvidence(verdict)) return false;
    this.#outages = [...this.#outages, { detectedAt: at, endedAt: null }].slice(-KEPT);
    return true;
  }

  /** When we first saw an outage that shares time with an incident; null when none does. */
  detectedWithin(from: EpochMs, until: EpochMs | null): EpochMs | null {
    const shared = this.#outages.find(
      ({ detectedAt, endedAt }) => detectedAt <= (until ?? Infinity) && (endedAt ?? Infinity) >= from,
    );
    return shared?.detectedAt ?? null;
  }
}

function isOurEvidence({ status, reasons, blame }: Verdict): boolean {
  const isDown = status === 'degraded' || status === 'unhealthy';
  return isDown && blame === 'provider' && reasons.some(({ code }) => code !== 'incident');
}

/** An outage lasts until the target is well again, or nothing but its page speaks against it. */
function isOver({ status, reasons }: Verdict): boolean {
  return status === 'healthy' || (status === 'degraded' && reasons.every(({ code }) => code === 'incident'));
}
