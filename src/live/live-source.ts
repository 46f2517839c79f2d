import type { LiveFilter } from './live-filter.ts';
import type { Members, News } from './live-event.ts';

/** A room that has something to tell. */
export abstract class LiveSource {
  /** Tells from now on; returns the function that ends it. */
  abstract subscribe(hear: (news: News) => void): () => void;

  /** What is so right now, as members of the snapshot; null where that listener wants none of it. */
  abstract now(filter: LiveFilter): Members | null;
}

/** All of them, in the order in which a snapshot shows them. */
export const LIVE_SOURCES = Symbol('LIVE_SOURCES');
