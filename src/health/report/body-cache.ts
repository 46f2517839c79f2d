import type { MonotonicMs } from '../../clock/clock.ts';

/** An answer that is ready to be sent. */
export interface CachedBody {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** chosen: rebuilding may take this share of one core at most, however often things change. */
const REBUILD_SHARE = 0.1;

interface Source {
  /** Grows with every change of what the body shows. */
  readonly revision: () => number;
  readonly nowMs: () => MonotonicMs;
  /** Builds the body and says until when it holds if nothing happens. */
  readonly build: () => { bytes: Buffer; validUntilMs: MonotonicMs };
}

/**
 * A serialised answer, rebuilt only when something changed and somebody asks. Under a flood of changes it is rebuilt
 * as often as a tenth of a core allows, and is then older than the newest change by ten times what a rebuild takes.
 */
export class BodyCache {
  readonly #source: Source;
  readonly #tag: string;
  #body: CachedBody | null = null;
  #revision = -1;
  #builtAtMs = 0;
  #validUntilMs = 0;
  #costMs = 0;
  #version = 0;
  #reads = 0;

  /** `tag` tells apart the same answer of different processes. */
  constructor(tag: string, source: Source) {
    this.#tag = tag;
    this.#source = source;
  }

  /** How often it was asked for, and how often that took a rebuild. */
  get standing(): { readonly reads: number; readonly rebuilds: number } {
    return { reads: this.#reads, rebuilds: this.#version };
  }

  get(): CachedBody {
    this.#reads++;
    const nowMs = this.#source.nowMs();
    const isCurrent = this.#revision === this.#source.revision() && nowMs < this.#validUntilMs;
    const isTooSoon = nowMs - this.#builtAtMs < this.#costMs / REBUILD_SHARE;
    if (this.#body !== null && (isCurrent || isTooSoon)) return this.#body;
    return this.#rebuild(nowMs);
  }

  #rebuild(nowMs: MonotonicMs): CachedBody {
    const revision = this.#source.revision();
    const { bytes, validUntilMs } = this.#source.build();
    this.#costMs = this.#source.nowMs() - nowMs;
    this.#revision = revision;
    this.#builtAtMs = nowMs;
    this.#validUntilMs = validUntilMs;
    this.#body = { bytes, etag: `"${this.#tag}-${++this.#version}"` };
    return this.#body;
  }
}
