import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { SettingsSource } from '../../settings/settings-source.ts';
import { ComponentWatch } from './component-watch.ts';

const REFRESH = 'component-refresh';

/** Looks at every component at the start, and every few seconds from then on. */
@Injectable()
export class ComponentTimers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly watch: ComponentWatch,
    private readonly source: SettingsSource,
  ) {}

  onApplicationBootstrap(): void {
    const refresh = (): void => void this.watch.refresh();
    refresh();
    this.timers.addInterval(REFRESH, setInterval(refresh, this.source.current.ownHealth.refreshMs));
  }

  beforeApplicationShutdown(): void {
    if (this.timers.doesExist('interval', REFRESH)) this.timers.deleteInterval(REFRESH);
  }
}
