import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SettingsSource } from '../../settings/settings-source.ts';
import { Outbox } from './outbox.ts';

/** Of the time that a stop may take: history writes after it. */
const STOP_SHARE = 0.4;

/** Starts the outbox, lets it follow the settings, and stops it with the application. */
@Injectable()
export class OutboxTimers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly source: SettingsSource,
  ) {}

  /** By then the channels follow the settings before us. */
  onApplicationBootstrap(): void {
    this.#unsubscribe = this.source.onChange(() => this.outbox.reviewChannels());
    void this.outbox.start();
  }

  /** While channels and database are open still. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    await this.outbox.stop(this.source.current.server.shutdownTimeoutMs * STOP_SHARE);
  }
}
