import type { ProviderSettings } from '../settings/settings.ts';
import type { BodyReader } from './body-reader.ts';
import type { Capabilities, CheckLevel } from './probe.ts';

/** One free GET of a vendor's API. */
export interface Endpoint {
  /** Below `base_url`; by what was learnt so far where servers differ. */
  readonly path: string | ((learnt: Capabilities) => string);
  /** Asked of those providers alone. [all] */
  readonly isWanted?: (provider: ProviderSettings) => boolean;
  /** Reads a success; absent where the status says it all. */
  readonly read?: BodyReader;
  /** A failure takes its facts away and fails nothing, but for one that a good answer states. [false] */
  readonly isOptional?: boolean;
  /** The vendor does not promise that it exists: a 404 proves that the API is reached, and nothing of the key. [false] */
  readonly mayBeAbsent?: boolean;
  /** [256 KiB] */
  readonly maxBodyBytes?: number;
  /** What a larger body does. [fail] */
  readonly onLargerBody?: 'fail' | 'cut';
}

/** How the targets of some kinds are asked: which endpoints, one after the other, at each level. */
export interface EndpointPlan {
  readonly kinds: readonly string[];
  readonly keyHeaders: (key: string) => Readonly<Record<string, string>>;
  /** Sent with every request beside the key. [none] */
  readonly headers?: Readonly<Record<string, string>>;
  /** Left off the end of `base_url`: the vendor's SDK is told the API's address, its health has the server's. */
  readonly apiPath?: string;
  readonly endpoints: Readonly<Record<CheckLevel, readonly Endpoint[]>>;
}

export const CHECK_BODY_BYTES = 256 * 1024;

/** chosen: the longest public models lists are about 1 MB. */
export const LIST_BODY_BYTES = 4 * 1024 * 1024;

/** The key as most APIs want it: `Authorization: Bearer …`. */
export function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}
