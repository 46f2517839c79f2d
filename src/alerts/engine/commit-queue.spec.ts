import { FakeAlertStore } from '../../../test/support/fake-alert-store.ts';
import type { Alert } from '../alert.ts';
import type { AlertMessage } from '../notification.ts';
import type { AlertCommit } from '../store/alert-store.ts';
import { CommitQueue } from './commit-queue.ts';

function commit(differing: Partial<AlertCommit> = {}): AlertCommit {
  return { at: 1, alerts: [], deliveries: [], lifecycle: [], silences: [], ...differing };
}

const alert = (id: string, title: string) => ({ id, title }) as Alert;
const delivery = (id: string) => ({
  message: { id, notices: [] } as unknown as AlertMessage,
  channelId: 'c',
  notBefore: 1,
});

function queue() {
  const store = new FakeAlertStore();
  const warnings: string[] = [];
  const stored: number[] = [];
  const warn = (_: object, message: string): void => void warnings.push(message);
  return { store, warnings, stored, queue: new CommitQueue(store, { warn }, (count) => stored.push(count)) };
}

describe('what is to be written', () => {
  it('is written in order, and told of where there are messages', async () => {
    const { queue: commits, store, stored } = queue();
    commits.push(commit({ deliveries: [delivery('m1')] }));
    await commits.flush();
    commits.push(commit({ alerts: [alert('a', 'one')] }));
    await commits.flush();
    expect(store.commits).toHaveLength(2);
    expect(stored).toEqual([1]);
    expect(commits.depth).toBe(0);
  });

  it('waits while the store is away, warns once, and is then written as it is by then', async () => {
    const { queue: commits, store, warnings } = queue();
    store.fault = new Error('away');
    commits.push(commit({ alerts: [alert('a', 'one')], deliveries: [delivery('m1')] }));
    await commits.flush();
    commits.push(commit({ alerts: [alert('a', 'two')], deliveries: [delivery('m2')] }));
    await commits.flush();
    expect(commits).toMatchObject({ depth: 3, isFailing: true });
    store.fault = null;
    await commits.flush();
    expect(warnings).toEqual(['alerts cannot be stored, trying again']);
    expect(store.commits).toHaveLength(1);
    expect(store.alertsById.get('a')!.title).toBe('two');
    expect(store.commits[0]!.deliveries.map(({ message }) => message.id)).toEqual(['m1', 'm2']);
  });

  it('loses the oldest messages beyond its bound, and counts them', async () => {
    const { queue: commits, store } = queue();
    store.fault = new Error('away');
    for (let i = 0; i < 10; i++) {
      commits.push(commit({ deliveries: Array.from({ length: 1_001 }, (_, n) => delivery(`m${i}-${n}`)) }));
    }
    await commits.flush();
    expect(commits.lostDeliveries).toBe(10);
    store.fault = null;
    await commits.flush();
    expect(store.commits[0]!.deliveries[0]!.message.id).toBe('m0-10');
  });
});
