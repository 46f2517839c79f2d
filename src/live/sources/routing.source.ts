import type { AdviceBoard } from '../../routing/advice/advice-board.ts';
import { adviceView, changeView } from '../../routing/advice.view.ts';
import type { PoolChange } from '../../routing/changes/pool-change.ts';
import type { RoutingEvents } from '../../routing/routing-events.ts';
import type { Members, News } from '../live-event.ts';
import type { LiveFilter } from '../live-filter.ts';
import { LiveSource } from '../live-source.ts';

/** Whom to call, at every notable turn of it. */
export class RoutingSource extends LiveSource {
  readonly #board: AdviceBoard;
  readonly #events: RoutingEvents;

  constructor(board: AdviceBoard, events: RoutingEvents) {
    super();
    this.#board = board;
    this.#events = events;
  }

  subscribe(hear: (news: News) => void): () => void {
    return this.#events.onChange((change) => hear(this.#newsOf(change)));
  }

  now(filter: LiveFilter): Members | null {
    const advice = filter.takesAnyOf('routing.') ? this.#advice(filter.wanted.pool) : null;
    return advice === null ? null : { routing: advice };
  }

  #newsOf(change: PoolChange): News {
    const { pool } = change;
    const members = (): Members => ({ advice: this.#advice(pool), moved: changeView(change).moved });
    return { type: 'routing.changed', targetId: null, pool, state: `advice ${pool}`, members };
  }

  /** Null before there is any, and where the settings have no such pool any more. */
  #advice(pool: string): ReturnType<typeof adviceView> | null {
    const advice = this.#board.pool(pool);
    return advice === undefined ? null : adviceView(advice, this.#board.current, undefined);
  }
}
