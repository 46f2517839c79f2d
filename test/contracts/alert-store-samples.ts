import type { Alert } from '../../src/alerts/alert.ts';
import type { AlertMessage, AlertNotice } from '../../src/alerts/notification.ts';
import type {
  AlertCommit,
  AlertQuery,
  DeliveryChange,
  DeliveryQuery,
  NewDelivery,
} from '../../src/alerts/store/alert-store.ts';
import type { Silence } from '../../src/alerts/suppression/silence.ts';

export const NOON = Date.parse('2026-11-22T12:00:00.000Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function sampleAlert(overrides: Partial<Alert> = {}): Alert {
  const id = overrides.id ?? 'alert-1';
  return {
    id,
    fingerprint: `print-${id}`,
    rule: 'target_unhealthy',
    targetId: 'openai',
    instance: '',
    state: 'firing',
    severity: 'critical',
    title: 'OpenAI is unhealthy',
    summary: '3 of the last 3 checks failed: 503 from GET /v1/models',
    blame: 'provider',
    status: 'unhealthy',
    tags: ['chat'],
    since: NOON,
    firedAt: NOON + 5,
    resolvedAt: null,
    updatedAt: NOON + 5,
    evidence: [
      {
        at: NOON,
        message: "503 — 'quoted'; drop table alerts",
        code: 'server_error',
        httpStatus: 503,
        requestId: 'req_1',
      },
    ],
    acknowledged: null,
    suppressions: [],
    ...overrides,
  };
}

export function resolved(alert: Alert, at = alert.since + HOUR): Alert {
  return { ...alert, state: 'resolved', resolvedAt: at, updatedAt: at };
}

export function sampleNotice(alert: Alert): AlertNotice {
  return { alert, targetName: 'OpenAI', advice: { using: ['anthropic'] } };
}

export function sampleMessage(alerts: readonly Alert[], overrides: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: 'message-1',
    reason: 'first',
    createdAt: NOON,
    groupKey: 'group-1',
    notices: alerts.map(sampleNotice),
    ...overrides,
  };
}

export function toChannel(message: AlertMessage, channelId = 'oncall'): NewDelivery {
  return { message, channelId, notBefore: message.createdAt };
}

export function sampleSilence(overrides: Partial<Silence> = {}): Silence {
  return {
    id: 'silence-1',
    matchers: [{ name: 'target', value: 'openai', isRegex: false, isEqual: true }],
    from: NOON,
    until: NOON + HOUR,
    recurrence: null,
    by: 'ops',
    comment: 'known',
    createdAt: NOON,
    updatedAt: NOON,
    ...overrides,
  };
}

export const NOTHING: AlertCommit = { at: NOON, alerts: [], deliveries: [], lifecycle: [], silences: [] };
export const ALL_ALERTS: AlertQuery = {
  state: 'all',
  severity: null,
  targetId: null,
  limit: 100,
  after: null,
};
export const ALL_DELIVERIES: DeliveryQuery = { state: 'all', channelId: null, limit: 100, after: null };

export function changeOf(
  { message, channelId }: NewDelivery,
  overrides: Partial<DeliveryChange>,
): DeliveryChange {
  return {
    id: message.id,
    channelId,
    state: 'pending',
    attempts: 1,
    lastError: null,
    lastAttemptAt: NOON + 1,
    nextAttemptAt: null,
    deliveredAt: null,
    followedBy: null,
    ...overrides,
  };
}
