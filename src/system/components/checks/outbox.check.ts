import type { OutboxStatus } from '../../../alerts/outbox/outbox-status.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** chosen: a receiver that restarts is back within it; longer, and people are not told what they should know. */
const LATE_MS = 60_000;

/** Whether people are told in time: what waits for its receivers, and which of them do not take it. */
export class OutboxCheck extends ComponentCheck {
  readonly name = 'outbox';
  readonly #status: () => OutboxStatus;

  constructor(status: () => OutboxStatus) {
    super();
    this.#status = status;
  }

  async check(): Promise<ComponentReading> {
    const { isLoaded, pending, oldestPendingMs, dead, sentUnstored, channels } = this.#status();
    const gone = channels.filter(({ isGone }) => isGone).map(({ id }) => id);
    const failing = channels.filter(({ failuresInRow }) => failuresInRow > 0).map(({ id }) => id);
    const metadata = {
      pending,
      oldest_pending_seconds: oldestPendingMs === null ? null : Math.round(oldestPendingMs / 1_000),
      dead,
      sent_unstored: sentUnstored,
      failing_channels: failing,
      gone_channels: gone,
    };
    if (!isLoaded) return reading('degraded', 'what was left to be told is not read yet', metadata);
    if (gone.length > 0) return reading('degraded', `gone for good: ${gone.join(', ')}`, metadata);
    if (oldestPendingMs === null || oldestPendingMs < LATE_MS) return reading('healthy', null, metadata);
    return reading(
      'degraded',
      `${pending} messages wait, for ${failing.join(', ') || 'their turn'}`,
      metadata,
    );
  }
}
