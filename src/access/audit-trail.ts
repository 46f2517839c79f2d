import type { EpochMs } from '../clock/clock.ts';

/** One attempt to change something by hand. */
export interface AuditEntry {
  readonly at: EpochMs;
  /** Name of the token, `loopback`, or `anonymous`. */
  readonly caller: string;
  readonly address: string | null;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** The id in the path, decoded; null where it has none. */
  readonly target: string | null;
  /** What was answered; null where the caller went away before. */
  readonly status: number | null;
  /** What the body said of why: `reason`, `comment` or `note`, capped. Nothing else of it is kept. */
  readonly reason: string | null;
}

/** Where attempts are kept, beside the log. */
export abstract class AuditTrail {
  abstract record(entry: AuditEntry): void;
}
