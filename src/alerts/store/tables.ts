import type { Generated, Kysely, Transaction } from 'kysely';
import type { AlertState } from '../alert.ts';
import type { DeliveryState } from '../notification.ts';

export type AlertRow = {
  id: string;
  state: AlertState;
  severity: string;
  target_id: string | null;
  since_ms: number;
  updated_ms: number;
  resolved_ms: number | null;
  /** JSON of the whole. */
  body: string;
};

export type DeliveryRow = {
  /** The order in which they were made. */
  seq: Generated<number>;
  id: string;
  channel_id: string;
  state: DeliveryState;
  attempts: number;
  last_error: string | null;
  last_attempt_ms: number | null;
  next_attempt_ms: number | null;
  delivered_ms: number | null;
  created_ms: number;
  /** When it was delivered, dead or collapsed; null while pending. */
  ended_ms: number | null;
  followed_by: string | null;
  /** JSON. */
  message: string;
};

/** Which alerts a message tells of. */
export type DeliveryAlertRow = {
  alert_id: string;
  delivery_id: string;
  channel_id: string;
};

export type LifecycleRow = {
  key: string;
  value: string;
};

export type SilenceRow = {
  id: string;
  until_ms: number | null;
  /** JSON of the whole. */
  body: string;
};

export type AlertTables = {
  alerts: AlertRow;
  deliveries: DeliveryRow;
  delivery_alerts: DeliveryAlertRow;
  alert_lifecycle: LifecycleRow;
  silences: SilenceRow;
};

export type AlertKysely = Kysely<AlertTables>;
export type AlertTransaction = Transaction<AlertTables>;
