import type { HostCheck } from '../host/host-check.ts';
import { hostReportView } from '../host/host-report.view.ts';
import type { TaskKind } from './task.ts';
import type { TaskRunner } from './task-queue.ts';

/** What a worker does for each kind of task. */
export function runnerOf(hostCheck: HostCheck): TaskRunner {
  return async (kind: TaskKind) => {
    switch (kind) {
      case 'health_check':
        return hostReportView(await hostCheck.run());
      default:
        throw new Error(`no worker does ${String(kind satisfies never)}`);
    }
  };
}
