/** Who is at fault when a call fails. */
export type Blame = 'provider' | 'account' | 'caller' | 'local';

/**
 * What one occurrence of a failure kind does to the health of its target:
 * `failure` counts toward unhealthy, `unusable` makes it unhealthy once confirmed by a second look,
 * `limited` degrades it until the limit resets, `ignored` is counted and shown and nothing else.
 */
export type HealthEffect = 'failure' | 'unusable' | 'limited' | 'ignored';

interface FailureTraits {
  readonly blame: Blame;
  readonly effect: HealthEffect;
}

/** The failure taxonomy, in the order in which kinds are shown. */
export const FAILURE_TRAITS = {
  timeout: { blame: 'provider', effect: 'failure' },
  network: { blame: 'provider', effect: 'failure' },
  overloaded: { blame: 'provider', effect: 'failure' },
  server_error: { blame: 'provider', effect: 'failure' },
  invalid_response: { blame: 'provider', effect: 'failure' },
  rate_limited: { blame: 'account', effect: 'limited' },
  quota_exhausted: { blame: 'account', effect: 'unusable' },
  auth: { blame: 'account', effect: 'unusable' },
  permission: { blame: 'account', effect: 'unusable' },
  model_unavailable: { blame: 'account', effect: 'unusable' },
  bad_request: { blame: 'caller', effect: 'ignored' },
  content_filtered: { blame: 'caller', effect: 'ignored' },
  cancelled: { blame: 'caller', effect: 'ignored' },
} as const satisfies Record<string, FailureTraits>;

/** Why an observation failed. */
export type FailureKind = keyof typeof FAILURE_TRAITS;

/** Every kind, in the order in which kinds are shown. */
export const FAILURE_KINDS = Object.keys(FAILURE_TRAITS) as readonly FailureKind[];

/** Whether a text, from a body or a database, names a kind. */
export function isFailureKind(value: string): value is FailureKind {
  return Object.hasOwn(FAILURE_TRAITS, value);
}

/** Whom a failure of this kind blames, unless our own network or process was at fault. */
export function blameOf(kind: FailureKind): Blame {
  return FAILURE_TRAITS[kind].blame;
}

/** What a failure of this kind does to the health of its target. */
export function effectOf(kind: FailureKind): HealthEffect {
  return FAILURE_TRAITS[kind].effect;
}
