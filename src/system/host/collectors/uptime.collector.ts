import { uptime } from 'node:os';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, rounded } from '../host-report.ts';

export class UptimeCollector extends HostCollector {
  readonly name = 'uptime';

  async collect(): Promise<HostReading> {
    const values = { system_seconds: rounded(uptime()), process_seconds: rounded(process.uptime()) };
    return { status: 'ok', values, error: null };
  }
}
