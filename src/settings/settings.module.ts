import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { SettingsSource } from './settings-source.ts';

interface SettingsFactory extends Pick<FactoryProvider<SettingsSource>, 'inject' | 'useFactory'> {
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

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

  /** The same for a source that is made of what other modules give. */
  static forRootAsync({ imports, ...factory }: SettingsFactory): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      imports,
      providers: [{ provide: SettingsSource, ...factory }],
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
