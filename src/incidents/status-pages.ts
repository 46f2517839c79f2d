import type { MonotonicMs } from '../clock/clock.ts';
import type { TargetHealth } from '../health/target-health.ts';
import { sameSettings } from '../settings/same-settings.ts';
import type { StatusPageSettings } from '../settings/settings.ts';
import type { PageFetcher } from './page-fetcher.ts';
import { kindOf, sourceNameOf } from './page-kind.ts';
import { PagePoll } from './page-poll.ts';
import { PageSource, type SourceChange } from './page-source.ts';
import { PageWatch, type WatchParts } from './page-watch.ts';
import { PollPace } from './poll-pace.ts';
import type { StatusPageReader } from './status-page-reader.ts';

export interface StatusPagesOptions {
  readonly readers: readonly StatusPageReader[];
  readonly fetcher: PageFetcher;
  /** Random numbers in [0, 1). */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
  /** A page can be read, or no more. */
  readonly onSourceChange: (change: SourceChange) => void;
}

/** chosen: pages under way at once. */
const MAX_CONCURRENT = 5;
/** chosen: the first looks after a start do not fall together. */
const FIRST_WITHIN_MS = 5_000;

/** All status pages of the settings, looked at when they are due. Driven by `turn`; has no timer of its own. */
export class StatusPages {
  readonly #parts: WatchParts;
  readonly #options: StatusPagesOptions;
  readonly #sources = new Map<string, PageSource>();
  readonly #watches = new Map<TargetHealth, PageWatch>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(parts: WatchParts, options: StatusPagesOptions) {
    this.#parts = parts;
    this.#options = options;
    parts.registry.events.on('target.updated', ({ state }) => this.#watches.get(state)?.noteVerdict());
    parts.registry.events.on('target.removed', ({ state }) => this.#abandon(state));
  }

  /** Whether there is a page to look at. */
  get isWatching(): boolean {
    return this.#watches.size > 0;
  }

  /** Follows the settings: what is watched stays watched, as long as its page stays the same. */
  apply(isMonitoring: boolean): void {
    for (const state of this.#parts.registry.all()) {
      const { provider, model } = state.target;
      const wanted = isMonitoring && provider.enabled && model === null ? provider.statusPage : null;
      const current = this.#watches.get(state)?.settings ?? null;
      if (sameSettings(wanted, current)) continue;
      this.#unwatch(state);
      if (wanted !== null) this.#watch(state, wanted);
    }
  }

  /** Starts what is due, and drops what is old. Called about once a second. */
  turn(nowMs: MonotonicMs): void {
    if (this.#stop.signal.aborted) return;
    for (const source of this.#sources.values()) {
      source.expire(nowMs);
      if (this.#underWay.size >= MAX_CONCURRENT || !source.isDue(nowMs) || source.watches.size === 0)
        continue;
      this.#start(source, nowMs);
    }
  }

  /** When all looks under way have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.settled();
    await this.#options.fetcher.close();
  }

  #start(source: PageSource, nowMs: MonotonicMs): void {
    const look = source
      .look(nowMs, this.#stop.signal)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => this.#underWay.delete(look));
    this.#underWay.add(look);
  }

  #watch(state: TargetHealth, settings: StatusPageSettings): void {
    const watch = new PageWatch(state, settings, this.#parts);
    this.#watches.set(state, watch);
    this.#sourceOf(settings).add(watch, this.#parts.clock.monotonicMs());
  }

  #unwatch(state: TargetHealth): void {
    this.#takeOut(state)?.close();
  }

  #abandon(state: TargetHealth): void {
    this.#takeOut(state)?.abandon();
  }

  #takeOut(state: TargetHealth): PageWatch | undefined {
    const watch = this.#watches.get(state);
    if (watch === undefined) return undefined;
    this.#watches.delete(state);
    this.#sources.get(keyOf(watch.settings))?.remove(watch);
    return watch;
  }

  /** Sources are never forgotten, so that a page that is dropped and taken up again is not asked too soon. */
  #sourceOf(settings: StatusPageSettings): PageSource {
    const key = keyOf(settings);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const { readers, fetcher, random, onSourceChange } = this.#options;
    const firstMs = this.#parts.clock.monotonicMs() + random() * FIRST_WITHIN_MS;
    const url = new URL(settings.url);
    const poll = new PagePoll(url, kindOf(settings), readers, fetcher);
    const pace = new PollPace(settings.intervalMs, firstMs, random);
    const source = new PageSource(sourceNameOf(settings.url), poll, pace, onSourceChange);
    this.#sources.set(key, source);
    return source;
  }
}

function keyOf(settings: StatusPageSettings): string {
  return `${kindOf(settings) ?? ''} ${settings.url}`;
}
