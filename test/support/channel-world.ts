import type { AlertChannel } from '../../src/alerts/channels/alert-channel.ts';
import type { AlertLog } from '../../src/alerts/channels/channel-world.ts';
import { channelFor } from '../../src/alerts/channels/channels.list.ts';
import { HttpSender } from '../../src/alerts/channels/http/http-sender.ts';
import { LinkMaker } from '../../src/alerts/message/alert-links.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { FakeClock } from './fake-clock.ts';

export interface LoggedLine {
  readonly level: 'log' | 'warn' | 'error';
  readonly message: string;
  readonly facts: any;
}

export class FakeAlertLog implements AlertLog {
  readonly lines: LoggedLine[] = [];

  log(facts: object, message: string): void {
    this.lines.push({ level: 'log', message, facts });
  }

  warn(facts: object, message: string): void {
    this.lines.push({ level: 'warn', message, facts });
  }

  error(facts: object, message: string): void {
    this.lines.push({ level: 'error', message, facts });
  }
}

/** What channels need: real connections, and a clock that stands still at the present second. */
export class ChannelBench {
  readonly http = new HttpSender('bellwether/test');
  readonly clock = new FakeClock(new Date(Math.floor(Date.now() / 1000) * 1000).toISOString());
  readonly links = new LinkMaker(() => ({ publicUrl: 'https://health.example', host: '::1', port: 1 }));
  readonly log = new FakeAlertLog();

  /** A channel of these options, as the settings file has them. */
  channel(options: Record<string, unknown>): AlertChannel {
    const document = { alerts: { channels: { c: options }, routes: [] } };
    const { channels } = loadSettings({ document, env: {} }).settings.alerts;
    return channelFor(
      channels.find(({ id }) => id === 'c')!,
      this,
    );
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** Long enough for anything that answers. */
export function inGoodTime(): AbortSignal {
  return AbortSignal.timeout(20_000);
}
