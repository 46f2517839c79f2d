import { type DynamicModule, Module } from '@nestjs/common';
import { AppModule } from './app.module.ts';
import { type OwnProbe, ProbesModule } from './probes/probes.module.ts';
import { SettingsSource, type SettingsSourceOptions } from './settings/settings-source.ts';

/** What a Nest application tells Bellwether that it takes in. */
export interface BellwetherOptions extends SettingsSourceOptions {
  /** Probes of one's own; they come before those of the house. [none] */
  readonly probes?: readonly OwnProbe[];
  /** Kinds that the settings may name beside the house's own. [those of `probes` that are objects] */
  readonly kinds?: readonly string[];
}

/** The whole of Bellwether inside an application of one's own, its routes included. */
@Module({})
export class BellwetherModule {
  /** @throws SettingsError naming every problem, when the settings cannot be used */
  static forRoot({
    probes = [],
    kinds = kindsOf(probes),
    ...options
  }: BellwetherOptions = {}): DynamicModule {
    const source = new SettingsSource({ ...options, kinds });
    return {
      module: BellwetherModule,
      imports: [AppModule.forRoot(source), ProbesModule.with(probes)],
    };
  }
}

function kindsOf(probes: readonly OwnProbe[]): string[] {
  return probes.flatMap((probe) => (typeof probe === 'function' ? [] : probe.kinds));
}
