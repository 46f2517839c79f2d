import type { Clock } from '../clock/clock.ts';
import type { Problem } from '../problems/problem.ts';
import type { Asking } from '../problems/reply.ts';
import type { RateLimitSettings } from '../settings/process-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { AccessPolicy, LOCAL, type Verdict } from './access-policy.ts';
import { addressKey } from './address-key.ts';
import { browserRefusal } from './browser-check.ts';
import type { Caller } from './caller.ts';
import { presentedToken, tokenInQuery } from './credentials.ts';
import { LoginWatch } from './login-watch.ts';
import { RateLimiter } from './rate-limiter.ts';
import { crossSite, forbidden, notLocal, tooMany, unauthenticated } from './refusals.ts';
import type { Demand, Requirement } from './requirement.ts';

/** What somebody who asks for something is told at the door. */
export type Admission =
  | { readonly isAdmitted: true; readonly caller: Caller | null }
  /** `caller` is who they are, where that is known. */
  | { readonly isAdmitted: false; readonly caller: Caller | null; readonly problem: Problem };

/** What is looked at of a request; a handshake of a WebSocket is one as well. */
export type Visitor = Pick<Asking, 'method' | 'originalUrl' | 'headers' | 'ip'>;

type Limited = Exclude<Requirement, 'open'>;

const HARMLESS_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LIMITS: Readonly<Record<Limited, { setting: keyof RateLimitSettings; what: string }>> = {
  metrics: { setting: 'readsPerMinute', what: 'reads' },
  read: { setting: 'readsPerMinute', what: 'reads' },
  ingest: { setting: 'ingestsPerMinute', what: 'requests that hand in outcomes of calls' },
  operate: { setting: 'operationsPerMinute', what: 'requests that change something' },
};

/** Lets in who may do what they ask for: first where it comes from, then who it is, then how often. */
export class Entrance {
  readonly #settings: () => Pick<Settings, 'apiTokens' | 'server'>;
  readonly #clock: Clock;
  readonly #policy: AccessPolicy;
  readonly #logins = new LoginWatch();
  readonly #limiter = new RateLimiter();

  constructor(settings: () => Pick<Settings, 'apiTokens' | 'server'>, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#policy = new AccessPolicy(settings);
  }

  /** Never throws: whoever asks sends the problem, or closes the connection. */
  admit(visitor: Visitor, { requirement, tokenInQuery: mayBeInQuery }: Demand): Admission {
    if (requirement === 'open') return { isAdmitted: true, caller: null };
    const foreign = this.#browserProblem(visitor);
    if (foreign !== null) return { isAdmitted: false, caller: null, problem: foreign };
    const inQuery = mayBeInQuery ? tokenInQuery(visitor.originalUrl) : null;
    const token = presentedToken(visitor.headers) ?? inQuery;
    const verdict = this.#policy.authorise({ token, address: visitor.ip }, requirement);
    const heldBackMs = token === null ? 0 : this.#heldBackMs(verdict, visitor);
    if (heldBackMs > 0) {
      return { isAdmitted: false, caller: null, problem: tooMany(heldBackMs, 'tokens that nobody has') };
    }
    if (verdict.outcome === 'granted') return this.#counted(verdict.caller, requirement, visitor);
    const caller = verdict.outcome === 'forbidden' ? verdict.caller : null;
    return { isAdmitted: false, caller, problem: refusalOf(verdict, requirement, token !== null) };
  }

  /**
   * Whether a plain read is let in, by what its headers show. One that is not has been counted nowhere: who then asks
   * `admit` hears why. Never throws.
   */
  admitsRead(visitor: Visitor): boolean {
    const token = presentedToken(visitor.headers);
    const verdict = this.#policy.authorise({ token, address: visitor.ip }, 'read');
    if (verdict.outcome !== 'granted') return false;
    if (token !== null && this.#heldBackMs(verdict, visitor) > 0) return false;
    return this.#counted(verdict.caller, 'read', visitor).isAdmitted;
  }

  /** What browsers may be made to send without their user's will: what changes something, and handshakes. */
  #browserProblem({ method, headers }: Visitor): Problem | null {
    if (HARMLESS_METHODS.has(method) && headers.upgrade === undefined) return null;
    const { allowOpen, corsOrigins, host, publicUrl } = this.#settings().server;
    const own = publicUrl === null ? [] : [new URL(publicUrl).origin];
    const isTrusting = this.#policy.isWithoutTokens && !allowOpen;
    const refusal = browserRefusal(headers, {
      origins: [...corsOrigins, ...own],
      host: isTrusting ? host : null,
    });
    return refusal === null ? null : crossSite(refusal);
  }

  #heldBackMs(verdict: Verdict, { ip }: Visitor): number {
    const { failedLoginsPerMinute } = this.#settings().server.rateLimit;
    const address = addressKey(ip);
    const nowMs = this.#clock.monotonicMs();
    if (verdict.outcome === 'unauthenticated')
      return this.#logins.fail(address, failedLoginsPerMinute, nowMs);
    if (verdict.outcome === 'not_local' || verdict.caller.by === 'place') return 0;
    return this.#logins.succeed(address, verdict.caller.name, failedLoginsPerMinute, nowMs);
  }

  #counted(caller: Caller, requirement: Limited, { ip }: Visitor): Admission {
    // who is on this machine and needs no token could as well stop the process
    if (caller === LOCAL) return { isAdmitted: true, caller };
    const { setting, what } = LIMITS[requirement];
    const perMinute = this.#settings().server.rateLimit[setting];
    const key = `${setting} ${caller.by === 'token' ? caller.name : addressKey(ip)}`;
    const waitMs = this.#limiter.take(key, perMinute, this.#clock.monotonicMs());
    if (waitMs > 0) return { isAdmitted: false, caller, problem: tooMany(waitMs, what) };
    return { isAdmitted: true, caller };
  }
}

function refusalOf(
  verdict: Exclude<Verdict, { outcome: 'granted' }>,
  requirement: Requirement,
  hasShown: boolean,
): Problem {
  switch (verdict.outcome) {
    case 'forbidden':
      return forbidden(verdict.caller, requirement);
    case 'not_local':
      return notLocal();
    case 'unauthenticated':
      return unauthenticated(hasShown);
  }
}
