import type { EpochMs } from '../../../clock/clock.ts';
import type { Status } from '../../../health/status.ts';
import { isKnown, isUp } from '../uptime.ts';

/** A span of time, and how much of it was known and up: one state, or several that lie far back. */
interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly knownMs: number;
  readonly upMs: number;
}

/** What is put in front of what was seen since the start. */
export interface PastStatus {
  readonly status: Status;
  readonly from: EpochMs;
  readonly to: EpochMs | null;
}

/** chosen: 16 KB; whoever goes down more often in a month has the oldest half of it counted by neighbours. */
const MOST_SPANS = 500;

/** When a target was up and down, as far back as its uptime is asked for. */
export class UptimeLedger {
  #spans: Span[] = [];
  #status: Status;
  /** When it came up, went down or out of sight. */
  #since: EpochMs;

  constructor(status: Status, at: EpochMs) {
    this.#status = status;
    this.#since = at;
  }

  get status(): Status {
    return this.#status;
  }

  get spanCount(): number {
    return this.#spans.length;
  }

  note(status: Status, at: EpochMs): void {
    // A clock that was set back makes no time of its own.
    const changedAt = Math.max(at, this.#since);
    if (!isSameState(status, this.#status)) {
      this.#push(spanOf(this.#status, this.#since, changedAt));
      this.#since = changedAt;
    }
    this.#status = status;
  }

  /** Puts what was before in front; by time, and over before what is known here began. */
  prepend(past: readonly PastStatus[], end: EpochMs): void {
    const own = this.#spans;
    this.#spans = [];
    for (const { status, from, to } of past) this.#push(spanOf(status, from, to ?? end));
    for (const span of own) this.#push(span);
  }

  /** Share of the known time in which it was up, 0 to 100; null without known time. */
  percent(from: EpochMs, now: EpochMs): number | null {
    let knownMs = 0;
    let upMs = 0;
    for (const span of [...this.#spans, spanOf(this.#status, this.#since, Math.max(now, this.#since))]) {
      const share = shareOf(span, from);
      knownMs += share * span.knownMs;
      upMs += share * span.upMs;
    }
    return knownMs === 0 ? null : (100 * upMs) / knownMs;
  }

  forget(before: EpochMs): void {
    const kept = this.#spans.findIndex(({ to }) => to > before);
    if (kept !== 0) this.#spans.splice(0, kept === -1 ? this.#spans.length : kept);
  }

  #push(span: Span): void {
    if (span.to <= span.from) return;
    const last = this.#spans.at(-1);
    if (last !== undefined && isPure(last) && isPure(span) && isAlike(last, span)) {
      this.#spans[this.#spans.length - 1] = joined(last, span);
      return;
    }
    this.#spans.push(span);
    if (this.#spans.length > MOST_SPANS) this.#spans = coarser(this.#spans);
  }
}

function spanOf(status: Status, from: EpochMs, to: EpochMs): Span {
  return { from, to, knownMs: isKnown(status) ? to - from : 0, upMs: isUp(status) ? to - from : 0 };
}

function isSameState(a: Status, b: Status): boolean {
  return isKnown(a) === isKnown(b) && isUp(a) === isUp(b);
}

/** All of it was one state. */
function isPure({ from, to, knownMs, upMs }: Span): boolean {
  return (knownMs === 0 || knownMs === to - from) && (upMs === 0 || upMs === knownMs);
}

function isAlike(a: Span, b: Span): boolean {
  return a.to === b.from && a.knownMs > 0 === b.knownMs > 0 && a.upMs > 0 === b.upMs > 0;
}

function joined(a: Span, b: Span): Span {
  return { from: a.from, to: b.to, knownMs: a.knownMs + b.knownMs, upMs: a.upMs + b.upMs };
}

/** The oldest half two by two. */
function coarser(spans: readonly Span[]): Span[] {
  const half = spans.length >> 1;
  const old = spans.slice(0, half);
  const pairs = old.flatMap((span, i) => {
    if (i % 2 === 1) return [];
    const next = old[i + 1];
    return [next === undefined ? span : joined(span, next)];
  });
  return [...pairs, ...spans.slice(half)];
}

/** How much of a span lies after that time. */
function shareOf({ from: start, to }: Span, from: EpochMs): number {
  if (to <= from || to === start) return 0;
  return start >= from ? 1 : (to - from) / (to - start);
}
