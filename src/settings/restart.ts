import type { SettingsWarning } from './problems.ts';
import { sameSettings } from './same-settings.ts';
import type { Settings } from './settings.ts';

const FIXED: readonly (readonly [key: string, read: (settings: Settings) => unknown])[] = [
  ['server.host', (settings) => settings.server.host],
  ['server.port', (settings) => settings.server.port],
  ['server.prometheus_enabled', (settings) => settings.server.prometheusEnabled],
  ['server.cors_origins', (settings) => settings.server.corsOrigins],
  ['database_url', (settings) => settings.databaseUrl],
  ['redis_url', (settings) => settings.redisUrl],
  ['gateways.haproxy_agent', (settings) => settings.gateways.haproxyAgent],
  ['tasks', (settings) => settings.tasks],
];

/** What changed between two settings and cannot while the process runs. */
export function restartWarnings(before: Settings, after: Settings): SettingsWarning[] {
  return FIXED.filter(([, read]) => !sameSettings(read(before), read(after))).map(([key]) => ({
    key,
    message: 'changed, and needs a restart to take effect',
  }));
}
