import type { Delivery } from '../notification.ts';
import type { Audience } from './audience.ts';
import { copyId } from './failover.ts';
import { keyOf } from './queued-message.ts';

/** Who had heard of what before a restart, from what was stored of it. */
export function recall(past: readonly Delivery[], audience: Audience): void {
  const byKey = new Map(past.map((delivery) => [keyOf(delivery.channelId, delivery.message.id), delivery]));
  const channelIds = new Set(past.map(({ channelId }) => channelId));
  for (const { channelId, message, state } of past) {
    audience.address(channelId, message);
    if (state === 'delivered') audience.tell(channelId, message);
    // A message that was copied may have been overtaken since: only the copy's own id tells for sure.
    for (const to of channelIds) {
      const copy = to === channelId ? undefined : byKey.get(keyOf(to, copyId(message.id, to)));
      if (copy !== undefined) audience.copy(channelId, to, copy.message);
    }
  }
}
