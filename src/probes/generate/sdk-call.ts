import type { Parameters } from './model-families.ts';
import type { StreamPart } from './completion.ts';
import type { SdkFetch } from './sdk-exchange.ts';

/** What an SDK is told of one call. */
export interface SdkCall {
  /** As this SDK wants it. */
  readonly baseUrl: string;
  readonly model: string;
  readonly prompt: string;
  readonly parameters: Parameters;
  readonly fetch: SdkFetch;
  readonly signal: AbortSignal;
  /** Longer than our own patience, so that it never speaks first. */
  readonly timeoutMs: number;
}

/** Asks for a completion and gives what comes, event by event. */
export type Ask = (call: SdkCall) => AsyncIterable<StreamPart>;

/**
 * Stands for the key in every SDK: theirs would be read from the environment. The real one joins the request in our
 * `fetch`, so that no error and no log of an SDK can hold it.
 */
export const KEY_IN_THE_SDK = 'in-the-fetch';

/** A text that is one, whatever the types promise. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A count under its name, where it is one. */
export function countOf<Name extends string>(name: Name, value: unknown): { [Key in Name]?: number } {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return (isCount ? { [name]: value } : {}) as { [Key in Name]?: number };
}
