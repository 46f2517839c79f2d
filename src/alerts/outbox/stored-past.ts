import type { EpochMs } from '../../clock/clock.ts';
import type { Delivery } from '../notification.ts';
import type { AlertStore } from '../store/alert-store.ts';
import { keyOf } from './queued-message.ts';
import { RESOLVED_KEPT_MS } from './refresh-set.ts';

export interface StoredPast {
  readonly pending: readonly Delivery[];
  /** What was ever told of alerts that still matter, oldest first. */
  readonly past: readonly Delivery[];
  readonly dead: number;
}

const PAGE = 1_000;

/** What a process must know before it goes on with what another one left behind. */
export async function readPast(store: AlertStore, now: EpochMs): Promise<StoredPast> {
  await store.open();
  const { alerts } = await store.load();
  const pending = await store.pending();
  const open = alerts.filter(({ resolvedAt }) => resolvedAt === null || resolvedAt > now - RESOLVED_KEPT_MS);
  const ids = new Set(open.map(({ id }) => id));
  for (const { message } of pending) for (const { alert } of message.notices) ids.add(alert.id);
  const byAlert = await store.deliveriesOf([...ids]);
  const past = new Map<string, Delivery>();
  for (const each of [...byAlert.values()].flat()) past.set(keyOf(each.channelId, each.message.id), each);
  return {
    pending,
    past: [...past.values()].toSorted((a, b) => a.message.createdAt - b.message.createdAt),
    dead: await countDead(store),
  };
}

export async function countDead(store: AlertStore): Promise<number> {
  let count = 0;
  let after: string | null = null;
  do {
    const page: { items: readonly Delivery[]; next: string | null } = await store.deliveries({
      state: 'dead',
      channelId: null,
      limit: PAGE,
      after,
    });
    count += page.items.length;
    after = page.next;
  } while (after !== null);
  return count;
}
