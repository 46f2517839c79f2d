import type { Clock } from '../../clock/clock.ts';
import type { ConnectivityControls } from '../../health/egress/connectivity-controls.ts';
import type { Settings } from '../../settings/settings.ts';
import { Cgroup } from './cgroup.ts';
import { CpuCollector } from './collectors/cpu.collector.ts';
import { DiskCollector } from './collectors/disk.collector.ts';
import { EventLoopCollector } from './collectors/event-loop.collector.ts';
import { MemoryCollector } from './collectors/memory.collector.ts';
import { NetworkCollector } from './collectors/network.collector.ts';
import { UptimeCollector } from './collectors/uptime.collector.ts';
import { dataFolderOf } from './data-folder.ts';
import { HOST_CHECK_OPTIONS, HostCheck } from './host-check.ts';
import type { HostCollector } from './host-collector.ts';

export interface HostCheckParts {
  readonly settings: () => Settings;
  readonly controls: ConnectivityControls;
  readonly clock: Clock;
  /** Connections that this process keeps on purpose. */
  readonly expectedHandles: () => number;
}

/** The host check with every collector of the house; a new one is a line here. */
export function createHostCheck({ settings, controls, clock, expectedHandles }: HostCheckParts): HostCheck {
  const limits = () => settings().hostChecks;
  const cgroup = new Cgroup();
  const collectors: HostCollector[] = [
    new MemoryCollector(cgroup, () => limits().memoryPercent),
    new DiskCollector(
      () => dataFolderOf(settings().databaseUrl.reveal()) ?? process.cwd(),
      () => limits().diskPercent,
    ),
    new CpuCollector(cgroup, () => limits().cpuPercent),
    new EventLoopCollector(() => limits().activeHandles, expectedHandles),
    new UptimeCollector(),
    new NetworkCollector(controls, () => settings().egress),
  ];
  return new HostCheck(collectors, clock, HOST_CHECK_OPTIONS);
}
