import type { AlertSettings } from '../../settings/alert-settings.ts';
import type { AlertChannelSettings } from '../../settings/channels/channels.schema.ts';
import { sameSettings } from '../../settings/same-settings.ts';
import type { AlertChannel } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { channelFor } from './channels.list.ts';
import { type LastOutcome, WatchedChannel } from './watched-channel.ts';

/** A channel as the settings name it, whether it can be used or not. */
export interface ListedChannel {
  readonly id: string;
  readonly kind: string;
  /** False also while what it needs to reach anybody is empty. */
  readonly isEnabled: boolean;
  readonly refreshMs: number | null;
  /** How long one attempt may take, milliseconds. */
  readonly timeoutMs: number;
  readonly last: LastOutcome | null;
}

interface Entry {
  readonly settings: AlertChannelSettings;
  /** Null while it is disabled. */
  readonly channel: WatchedChannel | null;
}

/** The channels of the settings in force. */
export class AlertChannels {
  readonly #world: ChannelWorld;
  #entries: ReadonlyMap<string, Entry> = new Map();

  constructor(world: ChannelWorld) {
    this.#world = world;
  }

  /** Null when there is none of that id, or it is disabled. Ask for each message: a reload may have made another one. */
  get(id: string): AlertChannel | null {
    return this.#entries.get(id)?.channel ?? null;
  }

  /** In the order of the settings. */
  list(): readonly ListedChannel[] {
    return [...this.#entries.values()].map(({ settings, channel }) => ({
      id: settings.id,
      kind: settings.kind,
      isEnabled: settings.enabled,
      refreshMs: channel?.refreshMs ?? null,
      timeoutMs: settings.timeoutMs,
      last: channel?.last ?? null,
    }));
  }

  /** Makes what is new, remakes what has changed, keeps the rest, and closes what is no longer in force. */
  apply({ channels }: Pick<AlertSettings, 'channels'>): void {
    const before = this.#entries;
    this.#entries = new Map(channels.map((settings) => [settings.id, this.#entry(settings)]));
    const kept = new Set([...this.#entries.values()].map(({ channel }) => channel));
    for (const { channel } of before.values()) {
      if (channel !== null && !kept.has(channel)) void this.#close(channel);
    }
  }

  /** Closes all of them, and the connections that they share. */
  async close(): Promise<void> {
    const channels = [...this.#entries.values()].flatMap(({ channel }) =>
      channel === null ? [] : [channel],
    );
    this.#entries = new Map();
    await Promise.all(channels.map((channel) => this.#close(channel)));
    await this.#world.http.close();
  }

  #entry(settings: AlertChannelSettings): Entry {
    const before = this.#entries.get(settings.id);
    if (before !== undefined && sameSettings(before.settings, settings)) return before;
    if (!settings.enabled) return { settings, channel: null };
    const { clock, log } = this.#world;
    return { settings, channel: new WatchedChannel(channelFor(settings, this.#world), clock, log) };
  }

  async #close(channel: AlertChannel): Promise<void> {
    try {
      await channel.close();
    } catch (error) {
      // nothing is sent over it any more; what it still holds goes with the process
      const reason = error instanceof Error ? error.name : 'not an error';
      this.#world.log.warn({ channel: channel.id, reason }, 'alert channel did not close');
    }
  }
}
