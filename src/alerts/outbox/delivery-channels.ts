import type { AlertChannel } from '../channels/alert-channel.ts';

/** The enabled channels of the settings in force. */
export abstract class DeliveryChannels {
  abstract ids(): readonly string[];
  abstract get(channelId: string): AlertChannel | undefined;
  /** Who is told when this one cannot be; null where nobody is. */
  abstract fallbackOf(channelId: string): string | null;
  /** How long one attempt may take, milliseconds. */
  abstract timeoutMsOf(channelId: string): number;
}
