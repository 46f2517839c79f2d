import type { NotificationReason } from '../notification.ts';

const SENTENCES: Readonly<Record<NotificationReason, string>> = {
  first: 'Sent because this is new.',
  new_alerts: 'Sent because more has joined what was told before.',
  some_resolved: 'Sent because part of it is over.',
  all_resolved: 'Sent because it is over.',
  fired_and_resolved: 'Sent once for both: it was over before its beginning could be told.',
  reminder: 'Sent as a reminder: it still lasts.',
  escalation: 'Sent because nobody has acknowledged it.',
  severity_changed: 'Sent because its severity has changed.',
  acknowledged: 'Sent because somebody has acknowledged it.',
  acknowledgement_expired: 'Sent because its acknowledgement has expired and it still lasts.',
  suppression_ended: 'Sent because what held it back has ended and it still lasts.',
  flapping: 'Sent because it keeps coming and going; single changes are not told meanwhile.',
  digest: 'Sent as a digest of what was held back.',
  failover: 'Sent here because another channel could not deliver it.',
  test: 'Sent by hand to test this channel; nothing is wrong.',
};

/** Why a message goes out, for people. */
export function reasonSentence(reason: NotificationReason): string {
  return SENTENCES[reason];
}
