import type { LogChannelSettings } from '../../settings/channels/log.schema.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import { clipped, onOneLine } from '../message/clipped.ts';
import { durationMs, isOver, titleOf } from '../message/headline.ts';
import { withoutKeys } from '../message/without-keys.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { AlertLog, ChannelWorld } from './channel-world.ts';

/** chosen: a line that log collectors still take whole. */
const MAX_SUMMARY = 2_000;

/** Writes each alert as a line of our own log. */
export class LogChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'log';
  readonly #log: AlertLog;

  constructor({ id }: LogChannelSettings, { log }: ChannelWorld) {
    super();
    this.id = id;
    this.#log = log;
  }

  async send(message: AlertMessage): Promise<SendOutcome> {
    for (const notice of message.notices) this.#write(notice, message);
    return { kind: 'delivered' };
  }

  #write(notice: AlertNotice, message: AlertMessage): void {
    const facts = factsOf(notice, message);
    if (isOver(notice)) return this.#log.log(facts, 'alert resolved');
    switch (notice.alert.severity) {
      case 'critical':
        return this.#log.error(facts, 'alert firing');
      case 'warning':
        return this.#log.warn(facts, 'alert firing');
      case 'info':
        return this.#log.log(facts, 'alert firing');
    }
  }
}

function factsOf(notice: AlertNotice, message: AlertMessage): object {
  const { alert, advice } = notice;
  return {
    alert_id: alert.id,
    rule: alert.rule,
    target_id: alert.targetId,
    severity: alert.severity,
    title: titleOf(notice),
    summary: clipped(onOneLine(withoutKeys(alert.summary)), MAX_SUMMARY),
    blame: alert.blame,
    status: alert.status,
    since: new Date(alert.since).toISOString(),
    duration_seconds: Math.round(durationMs(notice, message) / 1000),
    using: advice.using,
    reason: message.reason,
    message_id: message.id,
  };
}
