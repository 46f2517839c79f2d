import type { Clock } from '../../clock/clock.ts';
import type { AlertmanagerChannelSettings } from '../../settings/channels/alertmanager.schema.ts';
import type { AlertSeverity } from '../../settings/alert-settings.ts';
import type { Alert } from '../alert.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText } from '../message/alert-text.ts';
import { clipped } from '../message/clipped.ts';
import type { Detail } from '../message/detail.ts';
import { titleOf } from '../message/headline.ts';
import { PLAIN } from '../message/markup.ts';
import { ownWords } from '../message/own-words.ts';
import { bodyOf } from '../message/plain-text.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import { authorizationOf, confidentialValues } from './authorization.ts';
import type { AlertLog, ChannelWorld } from './channel-world.ts';
import { Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** As Prometheus has it: two pushes may be lost before an alert ends by itself. */
const REFRESHES_UNTIL_END = 4;

/** chosen: annotations become notifications, whose receivers have limits of their own. */
const DETAIL: Detail = {
  headlineLength: 256,
  summaryLength: 1000,
  evidenceCount: 3,
  alertCount: 1,
  lineLength: 300,
};

const SEVERITIES: readonly AlertSeverity[] = ['info', 'warning', 'critical'];

/** Every member of an Alertmanager cluster. It forgets what it is not told again, so that a dead sender's alerts end. */
export class AlertmanagerChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'alertmanager';
  override readonly refreshMs: number;
  readonly #settings: AlertmanagerChannelSettings;
  readonly #receiver: Receiver;
  readonly #clock: Clock;
  readonly #links: LinkMaker;
  readonly #log: AlertLog;

  constructor(settings: AlertmanagerChannelSettings, { http, clock, links, log }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.refreshMs = settings.refreshMs;
    this.#settings = settings;
    this.#clock = clock;
    this.#links = links;
    this.#log = log;
    const secrets = new SecretWords([...settings.urls, ...confidentialValues(settings)]);
    this.#receiver = new Receiver(http, clock, secrets);
  }

  /**
   * As Prometheus does: one member that took it will notify, and one that was away is told with the next refresh. To
   * hold back the rest of the news until the last member is back would tell nobody anything.
   */
  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const body = JSON.stringify(message.notices.flatMap((notice) => this.#entries(notice, message)));
    const headers = authorizationOf(this.#settings);
    const receipts = await Promise.all(
      this.#settings.urls.map((url) =>
        this.#receiver.post(
          { url: `${url.reveal().replace(/\/+$/, '')}/api/v2/alerts`, body, headers },
          signal,
        ),
      ),
    );
    const outcomes = receipts.map(({ outcome }) => outcome);
    const failed = outcomes.filter((outcome) => outcome.kind !== 'delivered');
    const first = failed.find(({ kind }) => kind === 'retry') ?? failed[0];
    if (first === undefined) return { kind: 'delivered' };
    if (failed.length === outcomes.length) return first;
    const facts = { channel: this.id, failed: failed.length, of: outcomes.length, reason: first.error };
    this.#log.warn(facts, 'some alertmanagers took no alerts');
    return { kind: 'delivered' };
  }

  #entries(notice: AlertNotice, message: AlertMessage): object[] {
    const { alert } = notice;
    const entry = {
      labels: this.#labels(alert, alert.severity),
      annotations: this.#annotations(notice, message),
      startsAt: new Date(alert.since).toISOString(),
      endsAt: new Date(this.#endOf(alert, message)).toISOString(),
      generatorURL: this.#links.linksOf(alert.id).page,
    };
    // under another severity it is another alert there, and the one before would outlive its truth
    if (message.reason !== 'severity_changed') return [entry];
    const before = SEVERITIES.filter((severity) => severity !== alert.severity).map((severity) => ({
      ...entry,
      labels: this.#labels(alert, severity),
      endsAt: new Date(Math.max(alert.since, this.#clock.now())).toISOString(),
    }));
    return [entry, ...before];
  }

  /** A test ends at the next refresh at the latest, since nobody tells it again. */
  #endOf(alert: Alert, { reason }: AlertMessage): number {
    // what ends before it began is refused
    if (alert.resolvedAt !== null) return Math.max(alert.since, alert.resolvedAt);
    return this.#clock.now() + this.refreshMs * (reason === 'test' ? 1 : REFRESHES_UNTIL_END);
  }

  /** What an alert is known by there: nothing that changes while it lasts, but its severity, by which people route. */
  #labels(alert: Alert, severity: AlertSeverity): Record<string, string> {
    const { targetId, rule, instance } = alert;
    const [provider, ...model] = (targetId ?? '').split('/');
    return {
      ...this.#settings.labels,
      alertname: rule,
      severity,
      ...(targetId !== null && { target: targetId, provider: provider ?? '' }),
      ...(model.length > 0 && { model: model.join('/') }),
      ...(instance !== '' && { instance }),
    };
  }

  #annotations(notice: AlertNotice, message: AlertMessage): Record<string, string> {
    const single = { ...message, notices: [notice] };
    const text = alertText(single, this.#links, DETAIL);
    const own = ownWords(this.#settings, { message: single, links: this.#links, detail: DETAIL }, PLAIN);
    return {
      summary: own.title ?? clipped(titleOf(notice), DETAIL.headlineLength),
      description: own.text ?? bodyOf(text),
      blame: notice.alert.blame ?? '',
      using: notice.advice.using.join(', '),
    };
  }
}
