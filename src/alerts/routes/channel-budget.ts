import type { EpochMs } from '../../clock/clock.ts';
import type { RateLimitSettings } from '../../settings/alert-settings.ts';

/** How many messages a channel may still get within its window. */
export class ChannelBudget {
  #sentAt: EpochMs[] = [];
  /** Something was held back, and is told in one message once there is room. */
  isHolding = false;

  left({ messages, windowMs }: RateLimitSettings, now: EpochMs): number {
    this.#sentAt = this.#sentAt.filter((at) => now - at < windowMs);
    return Math.max(0, messages - this.#sentAt.length);
  }

  /** When there is room again. */
  freeAt({ messages, windowMs }: RateLimitSettings): EpochMs {
    const oldest = this.#sentAt.at(-messages) ?? this.#sentAt[0];
    return oldest === undefined ? 0 : oldest + windowMs;
  }

  spend(now: EpochMs): void {
    this.#sentAt.push(now);
  }
}
