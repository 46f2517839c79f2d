import { isLoopback } from '../settings/loopback.ts';
import type { ApiToken } from '../settings/process-settings.ts';
import { SecretDigest } from '../settings/secret-digest.ts';
import type { ServerSettings } from '../settings/settings.ts';
import type { Caller } from './caller.ts';
import type { Requirement } from './requirement.ts';

/** What the policy is made of; a change of the settings holds from the next request on. */
export interface AccessSettings {
  readonly apiTokens: readonly ApiToken[];
  readonly server: Pick<ServerSettings, 'allowOpen' | 'metricsToken'>;
}

/** What somebody shows at the door. */
export interface Shown {
  /** Null where none was shown. */
  readonly token: string | null;
  readonly address: string | undefined;
}

export type Verdict =
  | { readonly outcome: 'granted'; readonly caller: Caller }
  /** They are known and may not do this. */
  | { readonly outcome: 'forbidden'; readonly caller: Caller }
  /** Nobody knows them. */
  | { readonly outcome: 'unauthenticated' }
  /** There are no tokens to know them by, and they are not on this machine. */
  | { readonly outcome: 'not_local' };

const GRANTS: Readonly<Record<Caller['role'], readonly Requirement[]>> = {
  metrics: ['metrics'],
  read: ['metrics', 'read'],
  ingest: ['ingest'],
  operate: ['metrics', 'read', 'ingest', 'operate'],
};

/** Whoever is on this machine, while there are no tokens. */
export const LOCAL: Caller = { name: 'loopback', role: 'operate', by: 'place' };
const ANYBODY: Caller = { name: 'anonymous', role: 'operate', by: 'place' };

/** Who may do what. Without tokens this machine may do everything and others nothing, unless everybody is let in. */
export class AccessPolicy {
  readonly #settings: () => AccessSettings;

  constructor(settings: () => AccessSettings) {
    this.#settings = settings;
  }

  authorise(shown: Shown, requirement: Exclude<Requirement, 'open'>): Verdict {
    const { apiTokens, server } = this.#settings();
    const isScrape = requirement === 'metrics' && server.metricsToken !== null;
    if (apiTokens.length === 0 && !isScrape) return this.#withoutTokens(shown, server.allowOpen);
    const caller = shown.token === null ? null : recognised(shown.token, this.#settings());
    if (caller === null) return { outcome: 'unauthenticated' };
    const isGranted = GRANTS[caller.role].includes(requirement);
    return { outcome: isGranted ? 'granted' : 'forbidden', caller };
  }

  /** Whether everybody on this machine is trusted, so that what a browser there sends needs a second look. */
  get isWithoutTokens(): boolean {
    return this.#settings().apiTokens.length === 0;
  }

  #withoutTokens({ address }: Shown, allowOpen: boolean): Verdict {
    // whose connection is gone already is unknown, and not taken for local
    if (address !== undefined && isLoopback(address)) return { outcome: 'granted', caller: LOCAL };
    return allowOpen ? { outcome: 'granted', caller: ANYBODY } : { outcome: 'not_local' };
  }
}

/** Looks at every token whatever it finds: how long it takes tells neither which one it was nor how near it came. */
function recognised(token: string, { apiTokens, server }: AccessSettings): Caller | null {
  const digest = new SecretDigest(token);
  let found: Pick<Caller, 'name' | 'role'> | null = null;
  if (server.metricsToken?.equals(digest) === true) found = { name: 'metrics', role: 'metrics' };
  for (const each of apiTokens) if (each.digest.equals(digest)) found = each;
  return found === null ? null : { name: found.name, role: found.role, by: 'token' };
}
