import { sql } from 'kysely';
import { RowStatement } from '../../history/database/row-statement.ts';
import type { Row } from '../../history/database/sql-database.ts';
import type { Alert } from '../alert.ts';
import type { Silence } from '../suppression/silence.ts';
import type { SavedLifecycle } from './alert-store.ts';
import type { AlertRow, AlertTransaction } from './tables.ts';

/** chosen: rows of one statement; few enough for any engine's bound on parameters. */
const ROWS_AT_ONCE = 50;

export const REPLACE_LIFECYCLE = new RowStatement({
  table: 'alert_lifecycle',
  columns: ['key', 'value'],
  key: ['key'],
  onConflict: 'replace',
});

export function lifecycleRow({ key, value }: SavedLifecycle): Row {
  return [key, value];
}

export const REPLACE_SILENCES = new RowStatement({
  table: 'silences',
  columns: ['id', 'until_ms', 'body'],
  key: ['id'],
  onConflict: 'replace',
});

export function silenceRow(silence: Silence): Row {
  return [silence.id, silence.until, JSON.stringify(silence)];
}

export function alertOf({ body }: Pick<AlertRow, 'body'>): Alert {
  return JSON.parse(body) as Alert;
}

function alertRow(alert: Alert): AlertRow {
  const { id, state, severity, targetId, since, updatedAt, resolvedAt } = alert;
  return {
    id,
    state,
    severity,
    target_id: targetId,
    since_ms: since,
    updated_ms: updatedAt,
    resolved_ms: resolvedAt,
    body: JSON.stringify(alert),
  };
}

/** An alert that has ended stays so, whatever late repetition of an earlier change comes; a later change may revive it. */
export async function writeAlerts(transaction: AlertTransaction, alerts: readonly Alert[]): Promise<void> {
  const rows = alerts.map(alertRow);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await transaction
      .insertInto('alerts')
      .values(newestOfEach(rows.slice(from, from + ROWS_AT_ONCE)))
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((refer) => ({
            state: refer.ref('excluded.state'),
            severity: refer.ref('excluded.severity'),
            target_id: refer.ref('excluded.target_id'),
            since_ms: refer.ref('excluded.since_ms'),
            updated_ms: refer.ref('excluded.updated_ms'),
            resolved_ms: refer.ref('excluded.resolved_ms'),
            body: refer.ref('excluded.body'),
          }))
          .where(
            sql<boolean>`(alerts.state <> 'resolved' or excluded.state = 'resolved'
              or excluded.updated_ms > alerts.updated_ms)`,
          ),
      )
      .execute();
  }
}

/** PostgreSQL does not take one row twice in one statement. */
function newestOfEach(rows: readonly AlertRow[]): AlertRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
