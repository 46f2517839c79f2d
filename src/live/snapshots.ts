import type { Clock, MonotonicMs } from '../clock/clock.ts';
import type { EventLog } from './event-log.ts';
import type { Members } from './live-event.ts';
import type { LiveFilter } from './live-filter.ts';
import type { LiveSource } from './live-source.ts';
import { ToldEvent } from './told-event.ts';

/** chosen: a thousand listeners that come back together are told the same; its figures are no older than this. */
const KEPT_MS = 1_000;
/** chosen: dashboards and clients want the same few things. */
const KEPT_SNAPSHOTS = 16;

interface Kept {
  readonly event: ToldEvent;
  readonly madeAtMs: MonotonicMs;
}

const COMMA = Buffer.from(',');

/** What is so at one place of the log: whoever begins with it goes on behind that place. */
export class Snapshots {
  readonly #sources: readonly LiveSource[];
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(sources: readonly LiveSource[], log: EventLog, clock: Clock) {
    this.#sources = sources;
    this.#log = log;
    this.#clock = clock;
  }

  of(filter: LiveFilter): ToldEvent {
    const nowMs = this.#clock.monotonicMs();
    const kept = this.#kept.get(filter.key);
    const holds = kept !== undefined && kept.event.seq === this.#log.seq && nowMs - kept.madeAtMs < KEPT_MS;
    return holds ? kept.event : this.#make(filter, nowMs);
  }

  #make(filter: LiveFilter, madeAtMs: MonotonicMs): ToldEvent {
    const seq = this.#log.seq;
    const telling = { id: this.#log.idOf(seq), seq, at: this.#clock.now() };
    const members = joined(this.#sources.map((source) => source.now(filter)));
    const event = new ToldEvent({ ...telling, type: 'snapshot', targetId: null, state: null }, members);
    this.#keep(filter.key, { event, madeAtMs });
    return event;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT_SNAPSHOTS && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function joined(parts: readonly (Members | null)[]): Buffer {
  const texts: Buffer[] = [];
  for (const part of parts) {
    const text = part === null ? null : textOf(part);
    if (text === null || text.length === 0) continue;
    if (texts.length > 0) texts.push(COMMA);
    texts.push(text);
  }
  return Buffer.concat(texts);
}

function textOf(members: Members): Buffer {
  return Buffer.isBuffer(members) ? members : Buffer.from(JSON.stringify(members).slice(1, -1));
}
