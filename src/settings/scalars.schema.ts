import { z } from 'zod';
import { numeric } from './document.ts';
import { Secret } from './secret.ts';
import { SecretDigest } from './secret-digest.ts';

// Every schema here gives its rule as its message, so that a problem always reads "key: rule; got value".

export function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z.preprocess(numeric, z.number({ error }).min(min, { error }).max(max, { error }));
}

export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(numeric, z.int({ error }).min(min, { error }).max(max, { error }));
}

const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);

function truth(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : value;
}

export function boolean() {
  return z.preprocess(truth, z.boolean({ error: 'must be true or false' }));
}

export function text() {
  const error = 'must be a text that is not empty';
  return z.string({ error }).min(1, { error });
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, { error: 'must be a list' });
}

/** A mapping with these keys and no others. Unknown keys are reported by `issues.ts`, which knows the known ones. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'must be a mapping'),
  });
}

/** A mapping from free names to values of one form. */
export function mapOf<T extends z.ZodType>(value: T) {
  return z.record(z.string(), value, { error: 'must be a mapping' });
}

/** A text that nobody shall see; empty, as an unset variable leaves it, means none. */
export function secret() {
  return z
    .string({ error: 'must be a text' })
    .nullish()
    .transform((value) =>
      value === undefined || value === null || value.trim() === '' ? null : new Secret(value.trim()),
    );
}

/** As `secret`, for one that is compared and never sent. */
export function secretDigest() {
  return secret().transform((value) => (value === null ? null : new SecretDigest(value.reveal())));
}

/** What browsers say of where a page comes from. */
export function origin() {
  const error = 'must be an origin without path, as https://dashboard.example.com';
  return z
    .string({ error })
    .refine((value) => isHttp(value) && URL.parse(value)?.origin === value, { error });
}

function hasScheme(schemes: readonly string[]) {
  return (value: string): boolean => {
    const url = URL.parse(value);
    return url !== null && schemes.includes(url.protocol) && url.host !== '';
  };
}

const isHttp = hasScheme(['http:', 'https:']);

export function httpUrl() {
  const error = 'must be an http:// or https:// URL';
  return z.string({ error }).refine(isHttp, { error });
}

/** As `httpUrl`, where empty, as an unset variable leaves it, means none. */
export function optionalHttpUrl() {
  const error = 'must be an http:// or https:// URL, or empty';
  return z
    .string({ error })
    .refine((value) => value === '' || isHttp(value), { error })
    .nullish()
    .transform((value) => (value === undefined || value === null || value === '' ? null : value));
}

export function baseUrl() {
  const error = 'must be an http:// or https:// URL (tcp://host:port for kind tcp)';
  return z.string({ error }).refine(hasScheme(['http:', 'https:', 'tcp:']), { error });
}

export function databaseUrl() {
  const error = 'must be file:…, postgres://… or memory:';
  return z
    .string({ error })
    .regex(/^(file:.+|postgres(ql)?:\/\/.+|memory:)$/, { error })
    .transform((value) => new Secret(value));
}

export function redisUrl() {
  const error = 'must be redis://… or rediss://…, or empty';
  const isRedis = hasScheme(['redis:', 'rediss:']);
  return z
    .string({ error })
    .refine((value) => value === '' || isRedis(value), { error })
    .nullish()
    .transform((value) => (value === undefined || value === null || value === '' ? null : new Secret(value)));
}

/** HTTP headers: names are tokens of RFC 9110, values hold no line break that could smuggle in another header. */
export function headers() {
  const error = 'must be a text without line breaks';
  const value = z.string({ error }).regex(/^[^\r\n\0]*$/, { error });
  return mapOf(value).refine(
    (all) => Object.keys(all).every((name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)),
    {
      error: "must have header names of letters, digits and !#$%&'*+.^_`|~-",
    },
  );
}
