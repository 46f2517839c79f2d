import {
  buildGroup,
  buildMessage,
  buildMonster,
  buildNotice,
  resolvedAlert,
  resolvedMessage,
  TOLD,
} from '../../../test/support/alert-messages.ts';
import type { AlertMessage } from '../notification.ts';
import { LinkMaker } from './alert-links.ts';
import { alertText } from './alert-text.ts';
import { type Detail, fitted } from './detail.ts';
import { plainText } from './plain-text.ts';

const links = new LinkMaker(() => ({ publicUrl: 'https://health.example', host: '127.0.0.1', port: 3000 }));

function told(message: AlertMessage = buildMessage()) {
  return fitted(
    (detail) => alertText(message, links, detail),
    () => true,
  );
}

describe('what is told of an alert', () => {
  it('is what, since when, for how long, why, who is at fault, what is seen, what is done and why it was sent', () => {
    expect(plainText(told())).toBe(
      `OpenAI is unhealthy

3 of the last 3 checks failed: 503 from GET /v1/models

Since: 2026-11-22 03:58:11 UTC
For: 1 min 49 s
Severity: critical
Status: unhealthy
At fault: the provider
Meanwhile: traffic goes to anthropic, google

Last errors
- 03:59:58 UTC 503 server_error: Service unavailable (request req_9f2)

Open: https://health.example/?alert=alert_1
Acknowledge: https://health.example/?alert=alert_1&action=acknowledge

Sent because this is new.`,
    );
  });

  it('begins with the fault of an account', () => {
    const title = 'Quota exhausted at OpenAI';
    const notices = [buildNotice({ title, blame: 'account' })];
    for (const reason of ['first', 'reminder', 'escalation', 'failover'] as const) {
      expect(told(buildMessage({ reason, notices })).headline).toMatch(/^Quota exhausted/);
    }
    expect(plainText(told(buildMessage({ notices })))).toContain('At fault: our account there');
  });

  it('says how long it lasted once it is over, and leaves nothing to acknowledge', () => {
    const text = plainText(told(resolvedMessage()));
    expect(text).toMatch(/^Resolved: OpenAI is unhealthy\n/);
    expect(text).toContain('Until: 2026-11-22 04:00:00 UTC\nLasted: 1 min 49 s');
    expect(text).not.toMatch(/Acknowledge|Meanwhile/);
  });

  it('says who has acknowledged it', () => {
    const acknowledged = { by: 'ann', note: 'on it', at: TOLD, expiresAt: null, isSticky: false };
    const text = told(buildMessage({ reason: 'acknowledged', notices: [buildNotice({ acknowledged })] }));
    expect(text.headline).toBe('OpenAI is unhealthy (acknowledged)');
    expect(text.facts).toContainEqual({ label: 'Acknowledged', value: 'by ann: on it', at: null });
    expect(text.links.map(({ label }) => label)).toEqual(['Open']);
  });

  it.each([
    ['reminder', 'OpenAI is unhealthy (still firing, for 1 min 49 s)'],
    ['severity_changed', 'OpenAI is unhealthy (now critical)'],
    ['flapping', 'OpenAI is unhealthy (flapping)'],
    ['test', 'Test: OpenAI is unhealthy'],
    ['digest', 'OpenAI is unhealthy'],
  ] as const)('names what has become of it: %s', (reason, headline) => {
    expect(told(buildMessage({ reason })).headline).toBe(headline);
  });

  it('is told once where its beginning was not', () => {
    const notices = [{ ...buildNotice(), alert: resolvedAlert() }];
    const text = told(buildMessage({ reason: 'fired_and_resolved', notices }));
    expect(text.headline).toBe('Resolved: OpenAI is unhealthy (lasted 1 min 49 s)');
    expect(text.mood).toBe('resolved');
  });

  it('shows nothing that looks like a key', () => {
    const summary = 'sent sk-abcdefghijkl and https://u:p@h with Bearer abcdefghij';
    const notice = buildNotice({ title: summary, summary });
    const text = plainText(told(buildMessage({ notices: [notice] })));
    expect(text).not.toMatch(/abcdefghij|u:p@/);
    expect(text).toContain('https://[redacted]@h');
  });
});

describe('what is told of a group', () => {
  it('names each alert with its state, since when and for how long', () => {
    const group = buildGroup(3);
    const notices = [
      ...group.notices.slice(0, 2),
      { ...group.notices[2]!, alert: resolvedAlert({ title: 'X' }) },
    ];
    const text = told({ ...group, notices });
    expect(text.headline).toBe('Model 0 is unhealthy and 1 more; 1 resolved');
    expect(text.alerts).toHaveLength(3);
    expect(text.alerts[0]).toBe(
      'Model 0 is unhealthy: 3 of the last 3 checks failed: 503 from GET /v1/models ' +
        '(critical, firing, since 2026-11-22 03:58:11 UTC, 1 min 49 s)',
    );
    expect(text.alerts[2]).toMatch(/ \(resolved, since .*\)$/);
    expect(text.facts).toContainEqual({
      label: 'Meanwhile',
      value: 'traffic goes to anthropic, google',
      at: null,
    });
    expect(text.evidence[0]).toContain('Model 0');
  });

  it('says how many were left out', () => {
    const { alerts } = told(buildGroup(87));
    expect(alerts).toHaveLength(51);
    expect(alerts.at(-1)).toBe('and 37 more');
  });
});

describe('detail', () => {
  it('is taken away until it fits, and never the title, the facts or the reason', () => {
    const levels: Detail[] = [];
    const text = fitted(
      (detail) => {
        levels.push(detail);
        return alertText(buildMonster(10_000), links, detail);
      },
      (form) => plainText(form).length < 700,
    );
    expect(levels.length).toBeGreaterThan(1);
    expect(text.summary.length).toBeLessThanOrEqual(150);
    expect(text.facts.length).toBeGreaterThan(4);
    expect(text.footer).toBe('Sent because this is new.');
  });
});

describe('links', () => {
  it.each([
    [{ publicUrl: null, host: '127.0.0.1', port: 3000 }, 'http://127.0.0.1:3000'],
    [{ publicUrl: null, host: '0.0.0.0', port: 80 }, 'http://localhost:80'],
    [{ publicUrl: null, host: '::1', port: 80 }, 'http://[::1]:80'],
    [{ publicUrl: 'https://h.example/health', host: 'x', port: 1 }, 'https://h.example/health'],
  ])('lead where people reach the server: %j', (server, base) => {
    const made = new LinkMaker(() => server).linksOf('a/b');
    expect(made.page).toBe(`${base}/?alert=a%2Fb`);
    expect(made.acknowledge).toBe(`${base}/health/integration/alerts/a%2Fb/acknowledge`);
  });
});
