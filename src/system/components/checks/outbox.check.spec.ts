import type { OutboxStatus } from '../../../alerts/outbox/outbox-status.ts';
import { OutboxCheck } from './outbox.check.ts';

const CHANNEL = {
  id: 'oncall',
  pending: 0,
  attempts: { delivered: 3, retry: 0, refused: 0, gone: 0 },
  failuresInRow: 0,
  isGone: false,
  lastError: null,
};
const QUIET: OutboxStatus = {
  isLoaded: true,
  pending: 0,
  oldestPendingMs: null,
  dead: 0,
  sentUnstored: 0,
  channels: [CHANNEL],
};

const seen = (change: Partial<OutboxStatus>) => new OutboxCheck(() => ({ ...QUIET, ...change })).check();

describe('the outbox as a component', () => {
  it('is well while nothing waits long', async () => {
    expect(await seen({ pending: 2, oldestPendingMs: 59_999 })).toMatchObject({
      status: 'healthy',
      metadata: { pending: 2, oldest_pending_seconds: 60, dead: 0 },
    });
  });

  it('is degraded once a message waits for a minute, and says for whom', async () => {
    const failing = { ...CHANNEL, failuresInRow: 4 };
    expect(await seen({ pending: 2, oldestPendingMs: 60_000, channels: [failing] })).toMatchObject({
      status: 'degraded',
      message: '2 messages wait, for oncall',
    });
  });

  it('is degraded while a receiver is gone for good', async () => {
    const gone = { ...CHANNEL, isGone: true };
    expect(await seen({ channels: [gone] })).toMatchObject({
      status: 'degraded',
      message: 'gone for good: oncall',
    });
  });

  it('is degraded until what was left behind is read', async () => {
    expect((await seen({ isLoaded: false })).status).toBe('degraded');
  });
});
