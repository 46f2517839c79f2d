import type { CachedBody } from '../health/report/body-cache.ts';
import type { AdviceBoard } from './advice/advice-board.ts';
import { adviceView } from './advice.view.ts';
import type { RoutingQuery } from './routing.schema.ts';

interface Kept extends CachedBody {
  readonly seq: number;
}

/** chosen: routers ask in a few ways; who asks by key, in as many ways as there are keys. */
const KEPT_BODIES = 512;

/** The answers of GET /health/integration/routing, made once for every way of asking and every advice. */
export class AdviceBodies {
  readonly #board: AdviceBoard;
  readonly #tag: string;
  readonly #bodies = new Map<string, Kept>();

  /** `tag` tells apart the same answer of different processes. */
  constructor(board: AdviceBoard, tag: string) {
    this.#board = board;
    this.#tag = tag;
  }

  /** What was answered to this very text before, while that holds; else undefined. */
  known(text: string): CachedBody | undefined {
    const kept = this.#bodies.get(text);
    return kept?.seq === this.#board.current.seq ? kept : undefined;
  }

  /** @returns undefined where there is no such pool */
  make(text: string, query: RoutingQuery): CachedBody | undefined {
    const { pool, tags, exclude, limit, model = null, strategy = null, key = null } = query;
    const advice = this.#board.answer({ pool, tags, exclude, model, strategy, key });
    if (advice === undefined) return undefined;
    const snapshot = this.#board.current;
    const bytes = Buffer.from(JSON.stringify(adviceView(advice, snapshot, limit)));
    const kept = { bytes, etag: `"${this.#tag}-${snapshot.seq}-${shortHash(text)}"`, seq: snapshot.seq };
    this.#keep(text, kept);
    return kept;
  }

  /** Those that were made first go first. */
  #keep(text: string, kept: Kept): void {
    this.#bodies.delete(text);
    this.#bodies.set(text, kept);
    const oldest = this.#bodies.keys().next().value;
    if (this.#bodies.size > KEPT_BODIES && oldest !== undefined) this.#bodies.delete(oldest);
  }
}

function shortHash(text: string): string {
  let hash = 5381;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 33) ^ text.charCodeAt(i)) >>> 0;
  return hash.toString(36);
}
