import type { WireAnswer, WireRequest } from './wire.ts';

export const VENDOR_IDS = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor'] as const;
export type VendorId = (typeof VENDOR_IDS)[number];
export const SERVER_IDS = ['litellm', 'ollama', 'vllm', 'llamacpp', 'tgi', 'comfyui', 'gradio'] as const;
/** Servers that people run themselves. */
export type ServerId = (typeof SERVER_IDS)[number];
export const PAGE_IDS = [
  'statuspage',
  'incident_io',
  'google_cloud',
  'instatus',
  'betterstack',
  'onlineornot',
  'rss',
] as const;
/** Status pages, by who makes them. */
export type PageId = (typeof PAGE_IDS)[number];

/** The ways in which a vendor says no, each in its own words. */
export type Refusal =
  | 'no_key'
  | 'wrong_key'
  | 'permission'
  | 'rate_limited'
  | 'quota'
  | 'bad_request'
  | 'server_error'
  | 'unavailable'
  | 'overloaded'
  | 'unknown_path'
  | 'unknown_model';

export interface RateLimitState {
  readonly limitRequests: number;
  readonly remainingRequests: number;
  readonly resetSeconds: number;
}

/** What a vendor file may know of the simulator that serves a request. */
export interface Call {
  readonly request: WireRequest;
  readonly requestId: string;
  /** Models that exist here. */
  readonly models: readonly string[];
  /** Those of them that are in memory. */
  readonly loadedModels: readonly string[];
  /** When models are given up, by name. */
  readonly retiring: Readonly<Record<string, string>>;
  /** Requests that wait or are under way. */
  readonly queueSize: number;
  readonly rateLimit: RateLimitState;
  /** Only beside a rate limit; null when the vendor should not say. */
  readonly retryAfterSeconds: number | null;
  /** Text for a refusal that depends on the request: the field, the model. */
  readonly subject: string;
  readonly nowMs: number;
  /** Of the server's software; empty where it tells none. */
  readonly version: string;
  /** Another one after every restart. */
  readonly run: number;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Tried on the whole path; any prefix before the vendor's own part is allowed. */
  readonly pattern: RegExp;
  answer(call: Call, match: RegExpExecArray): WireAnswer;
}

/** What one kind of simulator can be told over HTTP beside what all can. */
export interface Controls {
  /** By method and path below `/_sim`: `POST incidents`. What they cannot take they throw a `ControlError` at. */
  readonly routes: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => void>>;
  /** Shown with the rest of the state. */
  describe(): Record<string, unknown>;
}

/** One vendor's wire: paths, credentials, bodies, errors. */
export interface Vendor {
  readonly id: VendorId | ServerId | PageId;
  /** Path of the base URL as the vendor's SDK has it. */
  readonly basePath: string;
  readonly defaultModels: readonly string[];
  readonly routes: readonly Route[];
  /** What the server says of its software, until it is told to be another. */
  readonly version?: string;
  readonly controls?: Controls;
  /** Whether a path needs no key, when the server was told to ask for one as well. [none] */
  isOpen?(request: WireRequest, isLocked: boolean): boolean;
  /** While its model is being loaded. [unavailable] */
  loading?(call: Call): WireAnswer;
  /** The first message on a new WebSocket. [it has none] */
  greeting?(call: Call): string;
  newRequestId(random: () => number): string;
  /** The key that the request carries in any form that the vendor takes; null without one. */
  keyOf(request: WireRequest): string | null;
  refuse(refusal: Refusal, call: Call): WireAnswer;
  /** Headers on every answer. */
  headers(call: Call): Record<string, string>;
  /** Events with which a stream that began well goes wrong. */
  streamError(call: Call): readonly string[];
}

const HEX = '0123456789abcdef';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function randomText(random: () => number, length: number, alphabet: 'hex' | 'base62'): string {
  const letters = alphabet === 'hex' ? HEX : BASE62;
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
}

export function randomUuid(random: () => number): string {
  const hex = randomText(random, 32, 'hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

/** A refusal from within a route: what is wrong is named by `subject`. */
export function refuseAbout(vendor: Vendor, refusal: Refusal, call: Call, subject: string): WireAnswer {
  return vendor.refuse(refusal, { ...call, subject });
}
