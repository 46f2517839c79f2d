import type { Clock } from '../clock/clock.ts';
import type { EventLog } from './event-log.ts';
import type { News } from './live-event.ts';
import type { LiveFilter } from './live-filter.ts';
import type { LiveLine } from './live-line.ts';
import type { LiveSource } from './live-source.ts';
import type { LiveTimers } from './live-timers.ts';
import { batchOf, Listener } from './listener.ts';
import { Snapshots } from './snapshots.ts';
import { StatePace } from './state-pace.ts';
import type { ToldEvent } from './told-event.ts';

/** chosen: a listener sees within a tenth of a second what waits no longer. */
const TURN_MS = 100;
/** chosen: below the half minute after which proxies give up on a silent connection. */
const BEAT_MS = 15_000;

export interface LiveHubParts {
  readonly log: EventLog;
  readonly sources: readonly LiveSource[];
  readonly clock: Clock;
  readonly timers: LiveTimers;
  /** Listeners at once. */
  readonly maxClients: () => number;
  readonly onError: (error: unknown) => void;
}

/** How the room stands, for its metrics. */
export interface LiveStanding {
  readonly clients: number;
  readonly events: number;
  /** Who came when there was no room. */
  readonly refused: number;
  /** Who had fallen behind and caught up, and who was cut off. */
  readonly caughtUp: number;
  readonly cut: number;
}

/** Brings what the rooms tell to everybody who listens. */
export class LiveHub {
  readonly #parts: LiveHubParts;
  readonly #pace = new StatePace();
  readonly #snapshots: Snapshots;
  readonly #listeners = new Set<Listener>();
  readonly #counts = { refused: 0, caughtUp: 0, cut: 0 };
  #subscriptions: readonly (() => void)[] = [];
  #timers: readonly (() => void)[] = [];
  /** Told to the log, and not yet sent. */
  #fresh: ToldEvent[] = [];
  #isStopped = false;

  constructor(parts: LiveHubParts) {
    this.#parts = parts;
    this.#snapshots = new Snapshots(parts.sources, parts.log, parts.clock);
  }

  get standing(): LiveStanding {
    return { clients: this.#listeners.size, events: this.#parts.log.seq, ...this.#counts };
  }

  start(): void {
    this.#subscriptions = this.#parts.sources.map((source) => source.subscribe(this.#hear));
  }

  /** Whether one more may come; one who may not is counted. */
  admit(): boolean {
    const hasRoom = !this.#isStopped && this.#listeners.size < this.#parts.maxClients();
    if (!hasRoom) this.#counts.refused++;
    return hasRoom;
  }

  /** Takes in who was admitted, and tells what it missed since that id, or what is so now. */
  join(line: LiveLine, filter: LiveFilter, lastId: string | null): Listener {
    const listener = new Listener(line, filter);
    this.#listeners.add(listener);
    this.resume(listener, lastId);
    if (this.#listeners.size === 1) this.#startTimers();
    return listener;
  }

  leave(listener: Listener): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stopTimers();
  }

  /** Tells again from that id on, whatever was told before; who is behind is told once it has caught up. */
  resume(listener: Listener, lastId: string | null): void {
    if (listener.isBehind) return;
    const { log } = this.#parts;
    const seq = lastId === null ? null : log.seqOf(lastId);
    this.#bringUp(listener, seq);
  }

  /** All that it had been sent has left: it can be told more. */
  drained(listener: Listener): void {
    if (!listener.isBehind || !this.#listeners.has(listener)) return;
    this.#counts.caughtUp++;
    this.#bringUp(listener, listener.sentSeq);
  }

  /** Ends every connection; nobody is admitted from then on. */
  stop(): void {
    this.#isStopped = true;
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#send();
    this.#stopTimers();
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  #bringUp(listener: Listener, seq: number | null): void {
    const nowMs = this.#parts.clock.monotonicMs();
    const missed = seq === null ? null : this.#parts.log.after(seq);
    if (seq !== null && missed !== null && listener.goOn(seq, missed, nowMs)) return;
    listener.begin(this.#snapshots.of(listener.filter), nowMs);
  }

  readonly #hear = (news: News): void => {
    if (news.type === 'target.updated' && news.state !== null) this.#pace.note(news.state, news);
    else this.#tell(news);
    if (news.ends !== undefined) this.#pace.drop(news.ends);
  };

  #tell(news: News): void {
    const { log, clock, timers } = this.#parts;
    this.#fresh.push(log.append(news, clock.now()));
    if (this.#fresh.length === 1) timers.soon(this.#send);
  }

  /** What has come together goes out together: one write for each listener. */
  readonly #send = (): void => {
    if (this.#fresh.length === 0) return;
    const batch = batchOf(this.#fresh);
    this.#fresh = [];
    const nowMs = this.#parts.clock.monotonicMs();
    for (const listener of this.#listeners) listener.tell(batch, nowMs);
  };

  /** States are serialised only while somebody listens; until then they wait, the newest of each. */
  readonly #turn = (): void => {
    for (const news of this.#pace.take(this.#parts.clock.monotonicMs())) {
      try {
        this.#tell(news);
      } catch (error) {
        this.#parts.onError(error);
      }
    }
    this.#send();
  };

  readonly #beat = (): void => {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const listener of this.#listeners) {
      if (listener.beat(nowMs)) continue;
      this.#counts.cut++;
      listener.cut();
      this.leave(listener);
    }
  };

  #startTimers(): void {
    const { timers } = this.#parts;
    this.#timers = [timers.every(TURN_MS, this.#turn), timers.every(BEAT_MS, this.#beat)];
  }

  #stopTimers(): void {
    for (const end of this.#timers) end();
    this.#timers = [];
  }
}
