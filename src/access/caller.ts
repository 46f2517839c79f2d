import type { ApiRole } from '../settings/process-settings.ts';

/** Who calls, as the audit names them. */
export interface Caller {
  /** The token's name; `metrics` is the scraper's. Without tokens `loopback`, or `anonymous` for others let in. */
  readonly name: string;
  readonly role: ApiRole | 'metrics';
  /** What they are known by: without tokens it is where they are. */
  readonly by: 'token' | 'place';
}
