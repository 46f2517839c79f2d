import type { EpochMs } from '../../clock/clock.ts';
import type { AlertMessage } from '../notification.ts';

/** A message that says of itself that it is a test. Each one is an alert of its own, so that none joins another. */
export function testMessage(channelId: string, at: EpochMs, nonce: string): AlertMessage {
  const id = `test_${nonce}`;
  return {
    id,
    reason: 'test',
    createdAt: at,
    groupKey: id,
    notices: [
      {
        targetName: null,
        advice: { using: [] },
        alert: {
          id,
          fingerprint: id,
          rule: 'test',
          targetId: null,
          instance: '',
          state: 'firing',
          severity: 'info',
          title: 'Bellwether can reach you here',
          summary: `This is a test of the channel ${channelId}. Nothing is wrong and there is nothing to do.`,
          blame: null,
          status: null,
          tags: [],
          since: at,
          firedAt: at,
          resolvedAt: null,
          updatedAt: at,
          evidence: [],
          acknowledged: null,
          suppressions: [],
        },
      },
    ],
  };
}
