import { Module, type OnModuleDestroy } from '@nestjs/common';
import { SettingsSource } from '../settings/settings-source.ts';
import { TargetCatalogue } from './target-catalogue.ts';

/** Gives every room the `TargetCatalogue`, which follows the settings. Needs `SettingsModule.forRoot`. */
@Module({
  providers: [
    {
      provide: TargetCatalogue,
      useFactory: (source: SettingsSource): TargetCatalogue => new TargetCatalogue(source.current),
      inject: [SettingsSource],
    },
  ],
  exports: [TargetCatalogue],
})
export class TargetsModule implements OnModuleDestroy {
  readonly #unsubscribe: () => void;

  constructor(source: SettingsSource, catalogue: TargetCatalogue) {
    this.#unsubscribe = source.onChange(({ current }) => void catalogue.apply(current));
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
  }
}
