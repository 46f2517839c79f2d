import type { Delivery } from '../notification.ts';
import type { Audience } from './audience.ts';
import { keyOf } from './queued-message.ts';

/** Who had heard of what before a restart, from what was stored of it, oldest first. */
export function recall(past: readonly Delivery[], audience: Audience): void {
  const byId = new Map(past.map((delivery) => [delivery.message.id, delivery]));
  const known = new Set(past.map(({ channelId, message }) => keyOf(channelId, message.id)));
  for (const { channelId, message, state, followedBy } of past) {
    audience.address(channelId, message);
    if (state === 'delivered') audience.tell(channelId, message);
    // Several receivers may have a message of the same id: what took its place on its own channel is no copy.
    if (followedBy === null || known.has(keyOf(channelId, followedBy))) continue;
    const copy = byId.get(followedBy);
    if (copy !== undefined) audience.copy(channelId, copy.channelId, copy.message);
  }
}
