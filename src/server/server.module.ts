import { type DynamicModule, Module } from '@nestjs/common';
import { AppModule } from '../app.module.ts';
import { ProblemsModule } from '../problems/problems.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import { loggingModule, ServerLogger } from './logging.ts';

/** The rooms, and what only a server of our own has. */
@Module({})
export class ServerModule {
  static forRoot(source: SettingsSource): DynamicModule {
    return {
      module: ServerModule,
      imports: [loggingModule('info'), ProblemsModule, AppModule.with(SettingsModule.forRoot(source))],
      providers: [ServerLogger],
    };
  }
}
