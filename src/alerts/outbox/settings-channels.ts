import type { AlertChannelSettings } from '../../settings/channels/channels.schema.ts';
import { USUAL_DELIVERY } from '../../settings/channel-delivery.ts';
import type { AlertChannel } from '../channels/alert-channel.ts';
import { DeliveryChannels } from './delivery-channels.ts';

/** Who has the channels that can be used now. */
export interface ChannelLookup {
  /** Null where there is none of that id, or it is disabled. */
  get(channelId: string): AlertChannel | null;
}

/** Channels of the settings in force, asked for each time: a reload may have made other ones. */
export class SettingsChannels extends DeliveryChannels {
  readonly #lookup: ChannelLookup;
  readonly #settings: () => readonly AlertChannelSettings[];

  constructor(lookup: ChannelLookup, settings: () => readonly AlertChannelSettings[]) {
    super();
    this.#lookup = lookup;
    this.#settings = settings;
  }

  ids(): readonly string[] {
    return this.#settings()
      .filter(({ enabled }) => enabled)
      .map(({ id }) => id);
  }

  get(channelId: string): AlertChannel | undefined {
    return this.#lookup.get(channelId) ?? undefined;
  }

  fallbackOf(channelId: string): string | null {
    return this.#find(channelId)?.fallback ?? null;
  }

  timeoutMsOf(channelId: string): number {
    return this.#find(channelId)?.timeoutMs ?? USUAL_DELIVERY.timeoutMs;
  }

  #find(channelId: string): AlertChannelSettings | undefined {
    return this.#settings().find(({ id }) => id === channelId);
  }
}
