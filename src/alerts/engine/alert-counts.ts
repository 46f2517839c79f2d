import type { SuppressionCode } from '../alert.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import type { NotificationReason } from '../notification.ts';

/** How often something was told, or kept from being told, since the start. */
export class AlertCounts {
  readonly suppressed = new Map<SuppressionCode, number>();
  readonly messages = new Map<NotificationReason, number>();
  /** What kept an alert back when it was last looked at. */
  readonly #codes = new WeakMap<AlertRecord, string>();

  /** Counts each alert once for each thing that comes to hold it back. */
  note(record: AlertRecord): void {
    const { alert } = record;
    const code =
      alert?.state === 'firing' && record.told.size === 0 ? alert.suppressions[0]?.code : undefined;
    const seen = code === undefined ? '' : `${alert!.id} ${code}`;
    if (this.#codes.get(record) === seen) return;
    this.#codes.set(record, seen);
    if (code !== undefined) this.suppressed.set(code, (this.suppressed.get(code) ?? 0) + 1);
  }

  told(reason: NotificationReason): void {
    this.messages.set(reason, (this.messages.get(reason) ?? 0) + 1);
  }
}
