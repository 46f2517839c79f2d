import type { AlertChannel } from '../../src/alerts/channels/alert-channel.ts';
import { DeliveryChannels } from '../../src/alerts/outbox/delivery-channels.ts';

interface Options {
  readonly fallbacks?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Channels that a test has put together. */
export class FixedChannels extends DeliveryChannels {
  readonly byId: Map<string, AlertChannel>;
  readonly #options: Options;

  constructor(channels: readonly AlertChannel[], options: Options = {}) {
    super();
    this.byId = new Map(channels.map((channel) => [channel.id, channel]));
    this.#options = options;
  }

  ids(): readonly string[] {
    return [...this.byId.keys()];
  }

  get(channelId: string): AlertChannel | undefined {
    return this.byId.get(channelId);
  }

  fallbackOf(channelId: string): string | null {
    return this.#options.fallbacks?.[channelId] ?? null;
  }

  timeoutMsOf(): number {
    return this.#options.timeoutMs ?? 15_000;
  }
}
