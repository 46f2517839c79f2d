import type { AlertReader } from '../../alerts/api/alert-reader.ts';
import type { AlertEvents } from '../../alerts/engine/alert-events.ts';
import type { Members, News } from '../live-event.ts';
import type { LiveFilter } from '../live-filter.ts';
import { LiveSource } from '../live-source.ts';

const TYPES = ['alert.firing', 'alert.resolved', 'alert.updated'] as const;

/** What people should know of. */
export class AlertsSource extends LiveSource {
  readonly #events: AlertEvents;
  readonly #reader: Pick<AlertReader, 'firingNow' | 'atHand'>;

  constructor(events: AlertEvents, reader: Pick<AlertReader, 'firingNow' | 'atHand'>) {
    super();
    this.#events = events;
    this.#reader = reader;
  }

  subscribe(hear: (news: News) => void): () => void {
    const ends = TYPES.map((type) =>
      this.#events.on(type, ({ alert }) => {
        const members = (): Members => ({ alert: this.#reader.atHand(alert) });
        hear({ type, targetId: alert.targetId, state: null, members });
      }),
    );
    return () => ends.forEach((end) => end());
  }

  /** Null while it is not known what was firing before the start. */
  now(filter: LiveFilter): Members | null {
    if (!filter.takesAnyOf('alert.')) return null;
    const firing = this.#reader.firingNow();
    const wanted = firing?.filter(({ target }) => target === null || filter.takesTarget(target));
    return { alerts: wanted ?? null };
  }
}
