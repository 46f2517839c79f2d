import type { EpochMs } from '../clock/clock.ts';
import { shownText } from '../problems/shown-value.ts';
import type { Endpoint } from './endpoint.ts';

/** A name that callers report and nobody watches. */
export interface UnknownTarget {
  /** As it was sent, capped. */
  readonly name: string;
  /** `host` or `host:port` that was called; null where nobody said. */
  readonly host: string | null;
  readonly endpoint: Endpoint;
  readonly count: number;
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
}

/** chosen: more names than an application has providers; beyond it the one not seen for longest goes. */
const MOST_NAMES = 200;

/** The names that callers report and nobody watches, each with how often; bounded. */
export class UnknownTargets {
  /** The one not seen for longest first. */
  readonly #known = new Map<string, UnknownTarget>();

  note(sent: { name: string; host: string | null; endpoint: Endpoint }, at: EpochMs): void {
    const name = shownText(sent.name);
    const before = this.#known.get(name);
    this.#known.delete(name);
    this.#known.set(name, {
      name,
      host: sent.host ?? before?.host ?? null,
      endpoint: sent.endpoint,
      count: (before?.count ?? 0) + 1,
      firstSeenAt: before?.firstSeenAt ?? at,
      lastSeenAt: at,
    });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_NAMES && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Somebody watches it now. */
  forget(name: string): void {
    this.#known.delete(name);
  }

  /** The one seen last comes first. */
  list(): readonly UnknownTarget[] {
    return [...this.#known.values()].toReversed();
  }
}
