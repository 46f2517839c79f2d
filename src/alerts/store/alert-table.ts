import type { Alert } from '../alert.ts';
import type { Silence } from '../suppression/silence.ts';
import type { AlertQuery, Page, SavedAlerts } from './alert-store.ts';
import { alertOf } from './alert-rows.ts';
import { alertCursorOf, alertCursorText } from './cursor.ts';
import type { AlertKysely } from './tables.ts';

/** chosen: longer than any cool-down that makes sense, counted back from the last change that was written. */
const LATELY_MS = 86_400_000;
/** chosen: a storm of a day must not fill the memory of the next start. */
const MOST_ENDED = 5_000;

/** Reads alerts, and what a restart must know of them. */
export class AlertTable {
  readonly #kysely: AlertKysely;

  constructor(kysely: AlertKysely) {
    this.#kysely = kysely;
  }

  async load(): Promise<SavedAlerts> {
    const open = await this.#kysely
      .selectFrom('alerts')
      .select('body')
      .where('state', '<>', 'resolved')
      .orderBy('since_ms')
      .orderBy('id')
      .execute();
    const ended = await this.#endedLately();
    const lifecycle = await this.#kysely.selectFrom('alert_lifecycle').selectAll().orderBy('key').execute();
    const silences = await this.#kysely.selectFrom('silences').select('body').orderBy('id').execute();
    return {
      alerts: [...open, ...ended].map(alertOf),
      lifecycle,
      silences: silences.map(({ body }) => JSON.parse(body) as Silence),
    };
  }

  async page({ state, severity, targetId, limit, after }: AlertQuery): Promise<Page<Alert>> {
    let select = this.#kysely
      .selectFrom('alerts')
      .select(['id', 'since_ms', 'body'])
      .orderBy('since_ms', 'desc')
      .orderBy('id', 'desc')
      // One more than asked for tells whether there is a next page.
      .limit(limit + 1);
    if (state !== 'all') select = select.where('state', '=', state);
    if (severity !== null) select = select.where('severity', '=', severity);
    if (targetId !== null) select = select.where('target_id', '=', targetId);
    if (after !== null) {
      const { sinceMs, id } = alertCursorOf(after);
      select = select.where((eb) => eb(eb.refTuple('since_ms', 'id'), '<', eb.tuple(sinceMs, id)));
    }
    const rows = await select.execute();
    const last = rows[limit - 1];
    const hasMore = rows.length > limit && last !== undefined;
    return {
      items: rows.slice(0, limit).map(alertOf),
      next: hasMore ? alertCursorText({ sinceMs: last.since_ms, id: last.id }) : null,
    };
  }

  async find(id: string): Promise<Alert | null> {
    const row = await this.#kysely
      .selectFrom('alerts')
      .select('body')
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : alertOf(row);
  }

  async #endedLately(): Promise<{ body: string }[]> {
    const { last } = await this.#kysely
      .selectFrom('alerts')
      .select((eb) => eb.fn.max('updated_ms').as('last'))
      .executeTakeFirstOrThrow();
    const rows = await this.#kysely
      .selectFrom('alerts')
      .select('body')
      .where('state', '=', 'resolved')
      .where('resolved_ms', '>=', (last ?? 0) - LATELY_MS)
      .orderBy('resolved_ms', 'desc')
      .limit(MOST_ENDED)
      .execute();
    return rows.toReversed();
  }
}
