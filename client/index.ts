/**
 * The client of Bellwether: mirrors its advice and answers from memory, tells it what became of calls, and never stands in
 * the way of one. Runs wherever there is `fetch`: Node, Deno, Bun, browsers.
 *
 * @packageDocumentation
 */
import {
  type Advice,
  type Candidate,
  type ClientCounts,
  type ClientOptions,
  type ClientState,
  type Outcome,
  toldBy,
} from './contract.ts';
import { Mirror } from './mirror.ts';
import { Outbox } from './outbox.ts';
import { unref } from './waiting.ts';

export type {
  Advice,
  Candidate,
  ClientCounts,
  ClientOptions,
  ClientState,
  Exclusion,
  Outcome,
} from './contract.ts';

export interface PickOptions {
  /** Ids that are not wanted: those that have just failed. */
  readonly exclude?: readonly string[];
}

/** Advice at hand, and a way back for outcomes. None of its methods throws or waits for the network. */
export interface BellwetherClient {
  /** Draws a candidate by its share; null only where nobody is known, or all are excluded. */
  pick(options?: PickOptions): Candidate | null;
  /** All candidates, the best first. */
  rank(options?: PickOptions): readonly Candidate[];
  /** What the server said last; null before it has said anything. */
  advice(): Advice | null;
  /** How long ago the server last said that its advice is this, milliseconds; Infinity before it has said anything. */
  ageMs(): number;
  state(): ClientState;
  /** Hears of new advice; returns the function that ends it. */
  onChange(listener: (advice: Advice) => void): () => void;
  /** Resolves with whether there is advice: once there is, or when the time is up, milliseconds [2000]. */
  ready(withinMs?: number): Promise<boolean>;
  /** Takes note of what became of a call; it is sent with others. */
  report(outcome: Outcome): void;
  /** Sends what waits; resolves once that is done or given up. */
  flush(): Promise<void>;
  counts(): ClientCounts;
  /** Ends the stream and sends what waits, within the deadline of a request. */
  close(): Promise<void>;
}

/** Begins at once to mirror the advice. To be closed: its stream keeps a process alive. */
export function createClient(options: ClientOptions): BellwetherClient {
  const given = toldBy(options);
  const onError = guarded(given.onError, () => undefined);
  const told = { ...given, onError };
  const listeners = new Set<(advice: Advice) => void>();
  const mirror = new Mirror(told, (advice) => {
    for (const listener of listeners) guarded(listener, onError)(advice);
  });
  const outbox = new Outbox(told);
  const configured = told.targets.map((id): Candidate => {
    return { id, weight: 1, share: 1 / told.targets.length, status: 'unknown' };
  });

  /** A server that is not believed any more is still better than nobody. */
  const rank = ({ exclude = [] }: PickOptions = {}): readonly Candidate[] => {
    const { advice, ageMs } = mirror;
    const isBelieved = advice !== null && (ageMs <= told.maxAgeMs || configured.length === 0);
    const all = isBelieved ? advice.candidates : configured;
    return exclude.length === 0 ? all : all.filter(({ id }) => !exclude.includes(id));
  };

  const onChange = (listener: (advice: Advice) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  mirror.start();
  return {
    rank,
    onChange,
    pick: (asked) => drawn(rank(asked), told.random()),
    advice: () => mirror.advice,
    ageMs: () => mirror.ageMs,
    state: () => mirror.state,
    ready: (withinMs = 2_000) => readiness(mirror, onChange, withinMs),
    report: guarded((outcome) => outbox.add(outcome), onError),
    flush: () => outbox.flush(),
    counts: () => outbox.counts,
    close: () => {
      mirror.stop();
      return outbox.close();
    },
  };
}

function drawn(candidates: readonly Candidate[], chance: number): Candidate | null {
  let left = chance * candidates.reduce((sum, { share }) => sum + share, 0);
  for (const candidate of candidates) {
    left -= candidate.share;
    if (left < 0) return candidate;
  }
  return candidates[0] ?? null;
}

function readiness(
  mirror: Mirror,
  onChange: BellwetherClient['onChange'],
  withinMs: number,
): Promise<boolean> {
  if (mirror.advice !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (isReady: boolean): void => {
      end();
      resolve(isReady);
    };
    const end = onChange(() => done(true));
    unref(setTimeout(done, withinMs, false));
  });
}

/** Whoever calls us is told nothing of what goes wrong in here, and we of nothing that goes wrong in there. */
function guarded<T>(work: (given: T) => void, onError: (error: unknown) => void): (given: T) => void {
  return (given) => {
    try {
      work(given);
    } catch (error) {
      onError(error);
    }
  };
}
