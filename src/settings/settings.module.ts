import {
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { SettingsSource } from './settings-source.ts';

/** Gives every room the `SettingsSource`, and follows changes while the application runs. */
@Module({})
export class SettingsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #source: SettingsSource;

  constructor(source: SettingsSource) {
    this.#source = source;
  }

  static forRoot(source: SettingsSource): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: SettingsSource, useValue: source }],
      exports: [SettingsSource],
    };
  }

  onApplicationBootstrap(): void {
    this.#source.start();
  }

  onApplicationShutdown(): void {
    this.#source.stop();
  }
}
