import type { RateLimitState, Vendor } from './vendor.ts';

/** What a simulated server is at the moment, beside the fault that it has; all of it can be told over HTTP. */
export class ServerState {
  /** Keys that are good. */
  keys: readonly string[];
  /** Models that exist. */
  models: readonly string[];
  /** Names of those that are in memory; null for the first model alone. */
  loaded: readonly string[] | null = null;
  /** Models that the vendor gives up, and when, as ISO dates. */
  retiring: Readonly<Record<string, string>> = {};
  /** Of the server's software; empty where it tells none. */
  version: string;
  /** Another one after every restart. */
  run = 1;
  /** Requests that wait or are under way, where a server tells. */
  queueSize = 1;
  /** Asks for a key where it usually asks for none. */
  isLocked = false;
  rateLimit: RateLimitState = { limitRequests: 500, remainingRequests: 499, resetSeconds: 1 };

  constructor(vendor: Vendor, keys: readonly string[], models: readonly string[] = vendor.defaultModels) {
    this.keys = keys;
    this.models = models;
    this.version = vendor.version ?? '';
  }

  get loadedModels(): readonly string[] {
    return this.loaded ?? this.models.slice(0, 1);
  }

  /** As `/_sim` shows it; keys stay out of it. */
  describe(): Record<string, unknown> {
    return {
      models: this.models,
      loaded: this.loadedModels,
      retiring: this.retiring,
      version: this.version,
      run: this.run,
      queue_size: this.queueSize,
      locked: this.isLocked,
    };
  }
}
