import type { Alert } from '../../src/alerts/alert.ts';
import type { AlertMessage, AlertNotice } from '../../src/alerts/notification.ts';

/** Messages with complete values, for tests to vary. */

export const BEGAN = Date.parse('2026-11-22T03:58:11.000Z');
export const TOLD = Date.parse('2026-11-22T04:00:00.000Z');

export function buildAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    id: 'alert_1',
    fingerprint: 'target_unhealthy|openai|',
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
    since: BEGAN,
    firedAt: BEGAN + 10_000,
    resolvedAt: null,
    updatedAt: TOLD,
    evidence: [
      {
        at: TOLD - 2_000,
        message: 'Service unavailable',
        code: 'server_error',
        httpStatus: 503,
        requestId: 'req_9f2',
      },
    ],
    acknowledged: null,
    suppressions: [],
    ...overrides,
  };
}

export function resolvedAlert(overrides: Partial<Alert> = {}): Alert {
  return buildAlert({ state: 'resolved', status: 'healthy', resolvedAt: TOLD, ...overrides });
}

export function buildNotice(alert: Partial<Alert> = {}, using: readonly string[] = ['anthropic', 'google']) {
  return { alert: buildAlert(alert), targetName: 'OpenAI', advice: { using } } satisfies AlertNotice;
}

export function buildMessage(overrides: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: 'msg_4711',
    reason: 'first',
    createdAt: TOLD,
    groupKey: 'provider:openai',
    notices: [buildNotice()],
    ...overrides,
  };
}

export function resolvedMessage(): AlertMessage {
  return buildMessage({
    id: 'msg_4712',
    reason: 'all_resolved',
    notices: [{ ...buildNotice(), alert: resolvedAlert() }],
  });
}

/** So many alerts in one message, each of another target. */
export function buildGroup(size: number): AlertMessage {
  const notices = Array.from({ length: size }, (_, index) => ({
    ...buildNotice({
      id: `alert_${index}`,
      fingerprint: `target_unhealthy|openai/model-${index}|`,
      targetId: `openai/model-${index}`,
      title: `Model ${index} is unhealthy`,
    }),
    targetName: `Model ${index}`,
  }));
  return buildMessage({ id: `msg_group_${size}`, reason: 'new_alerts', notices });
}

/** What breaks markup, headers, encodings and half of a character, at such a length. */
export function buildMonster(length: number): AlertMessage {
  const piece = `<!channel> @everyone *x* _y_ [l](http://e) "q" & <b>\r\nBcc: e@f.g\0 ‮模型失败 🔥 \uD800 `;
  const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const evidence = Array.from({ length: 20 }, (_, index) => ({
    at: TOLD - index,
    message: text,
    code: 'timeout',
    httpStatus: null,
    requestId: text,
  }));
  return buildMessage({ notices: [buildNotice({ title: text, summary: text, evidence })] });
}
