import type { EpochMs } from '../clock/clock.ts';
import type { LiveEventType, Members } from './live-event.ts';

export interface Telling {
  /** `process tag-seq`: what a client that was cut off shows to go on from here. */
  readonly id: string;
  readonly seq: number;
  readonly at: EpochMs;
  readonly type: LiveEventType | 'snapshot';
  readonly targetId: string | null;
  readonly pool?: string;
  readonly state: string | null;
}

const FRAME_END = Buffer.from('\n\n');
const OPEN = Buffer.from('{');
const CLOSE = Buffer.from('}');
const COMMA = Buffer.from(',');

/** One event, serialised once for everybody who hears it. */
export class ToldEvent {
  readonly seq: number;
  readonly type: LiveEventType | 'snapshot';
  readonly targetId: string | null;
  readonly pool?: string;
  readonly state: string | null;
  /** As Server-Sent Events write it (WHATWG HTML, 9.2.5). */
  readonly frame: Buffer;
  readonly #id: string;
  readonly #dataAt: number;
  #message: Buffer | null = null;

  constructor(telling: Telling, members: Members) {
    const { id, seq, type, targetId, pool, state } = telling;
    this.seq = seq;
    this.type = type;
    this.targetId = targetId;
    if (pool !== undefined) this.pool = pool;
    this.state = state;
    this.#id = id;
    const head = Buffer.from(`id: ${id}\nevent: ${type}\ndata: `);
    this.#dataAt = head.length;
    this.frame = Buffer.concat([head, ...dataOf(telling, members), FRAME_END]);
  }

  /** What it says, as JSON. */
  get data(): Buffer {
    return this.frame.subarray(this.#dataAt, -FRAME_END.length);
  }

  /** As the WebSocket sends it. */
  get message(): Buffer {
    this.#message ??= Buffer.concat([
      Buffer.from(`{"id":"${this.#id}","event":"${this.type}","data":`),
      this.data,
      CLOSE,
    ]);
    return this.#message;
  }
}

/** JSON holds no line break, so that it is one line of a frame. */
function dataOf({ seq, at, targetId, pool }: Telling, members: Members): Buffer[] {
  const common = {
    seq,
    at: new Date(at).toISOString(),
    ...(targetId === null ? {} : { target: targetId }),
    ...(pool === undefined ? {} : { pool }),
  };
  const begun = Buffer.from(JSON.stringify(common).slice(1, -1));
  const more = Buffer.isBuffer(members) ? members : Buffer.from(JSON.stringify(members).slice(1, -1));
  return more.length === 0 ? [OPEN, begun, CLOSE] : [OPEN, begun, COMMA, more, CLOSE];
}
