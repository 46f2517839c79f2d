import { Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import { VERSION } from '../../settings/version.ts';
import { LinkMaker } from '../message/alert-links.ts';
import { AlertChannels } from './alert-channels.ts';
import { ChannelsController } from './channels.controller.ts';
import { HttpSender } from './http/http-sender.ts';

/** Gives the channels of the settings in force, and follows the settings. */
@Module({
  controllers: [ChannelsController],
  providers: [
    { provide: LinkMaker, inject: [SettingsSource], useFactory: createLinks },
    { provide: AlertChannels, inject: [SettingsSource, Clock, LinkMaker], useFactory: createChannels },
  ],
  exports: [AlertChannels, LinkMaker],
})
export class ChannelsModule implements OnApplicationShutdown {
  constructor(private readonly channels: AlertChannels) {}

  /** Late: what is sent while everything stops still goes out. */
  async onApplicationShutdown(): Promise<void> {
    await this.channels.close();
  }
}

function createLinks(source: SettingsSource): LinkMaker {
  return new LinkMaker(() => source.current.server);
}

function createChannels(source: SettingsSource, clock: Clock, links: LinkMaker): AlertChannels {
  const http = new HttpSender(`bellwether/${VERSION}`);
  const channels = new AlertChannels({ http, clock, links, log: new Logger('alerts') });
  channels.apply(source.current.alerts);
  source.onChange(({ current }) => channels.apply(current.alerts));
  return channels;
}
