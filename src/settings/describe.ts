import { stringify } from 'yaml';
import { REDACTED, isSecretPath, redactUrl } from './redact.ts';
import { Secret } from './secret.ts';
import { SecretDigest } from './secret-digest.ts';
import type { Dependency, Settings } from './settings.ts';

/** Kept in milliseconds, written in seconds. */
const SECONDS = new Set([
  'intervalMs',
  'resetTimeoutMs',
  'maxResetTimeoutMs',
  'shutdownTimeoutMs',
  'slowStartMs',
  'resultTtlMs',
  'refreshMs',
  'drainMs',
  'forMs',
  'keepFiringForMs',
  'groupWaitMs',
  'groupIntervalMs',
  'repeatIntervalMs',
  'afterMs',
  'everyMs',
  'coolDownMs',
  'windowMs',
  'maxAgeMs',
]);
/** The file names this in seconds here, and in milliseconds for our own checks. */
const TIMEOUT_SECONDS_OF = new Set(['provider', 'provider.generate', 'channel', 'tasks']);

const ADDRESSES = new Set(['url', 'base_url']);

/** The settings in force as YAML in the form of the file, without secrets. */
export function describeSettings(settings: Settings): string {
  const { providers, services, routing, alerts, apiTokens, databaseUrl, redisUrl, ownHealth, ...rest } =
    settings;
  const { pools, ...ofAllPools } = routing;
  const { external, ...components } = ownHealth;
  const document = {
    ...asMapping(fileForm(rest)),
    own_health: { ...asMapping(fileForm(components)), external: externalForm(external) },
    database_url: redactUrl(databaseUrl.reveal()),
    redis_url: redisUrl === null ? null : redactUrl(redisUrl.reveal()),
    providers: byId(
      providers.map((provider) => ({ id: provider.id, form: fileForm(provider, ['provider']) })),
    ),
    services: byId(
      services.map(({ id, name, critical, dependsOn }) => ({
        id,
        form: { name, critical, depends_on: dependsOn.map(dependencyForm) },
      })),
    ),
    routing: fileForm(ofAllPools),
    pools: byId(pools.map((pool) => ({ id: pool.id, form: fileForm(pool) }))),
    alerts: alertsForm(alerts),
  };
  const tokens = apiTokens.map(({ name, role }) => `# BELLWETHER_API_TOKENS: ${name}:${role}:${REDACTED}\n`);
  return `${tokens.join('')}${stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 })}`;
}

function externalForm(services: Settings['ownHealth']['external']): Record<string, unknown> {
  return Object.fromEntries(
    services.map(({ name, url, ...service }) => [
      name,
      { url: redactUrl(url.reveal()), ...asMapping(fileForm(service)) },
    ]),
  );
}

function asMapping(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function byId(entries: readonly { id: string; form: unknown }[]): Record<string, unknown> {
  return Object.fromEntries(entries.map(({ id, form }) => [id, withoutId(form)]));
}

function withoutId(form: unknown): object {
  return Object.fromEntries(Object.entries(asMapping(form)).filter(([key]) => key !== 'id'));
}

function dependencyForm(dependency: Dependency): unknown {
  return dependency.kind === 'one' ? dependency.id : { any_of: dependency.ids };
}

function alertsForm({ channels, routes, rules, ...rest }: Settings['alerts']): object {
  return {
    channels: byId(channels.map((channel) => ({ id: channel.id, form: fileForm(channel, ['channel']) }))),
    routes: routes.map((route) => withWeekdayNames(asMapping(fileForm(route)))),
    rules: {
      ...asMapping(fileForm(rules.all)),
      by_tag: fileForm(rules.byTag),
      by_target: Object.fromEntries(
        Object.entries(rules.byTarget).map(([id, own]) => [id, fileForm(own)] as const),
      ),
    },
    ...asMapping(fileForm(rest)),
  };
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function withWeekdayNames(route: { quiet_hours?: { weekdays: number[] } | null }): object {
  const quiet = route.quiet_hours ?? null;
  if (quiet === null) return route;
  return { ...route, quiet_hours: { ...quiet, weekdays: quiet.weekdays.map((day) => WEEKDAYS[day - 1]) } };
}

function fileForm(value: unknown, path: readonly string[] = []): unknown {
  if (value instanceof Secret || value instanceof SecretDigest) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => fileForm(item, path));
  if (typeof value !== 'object' || value === null) return value;
  if (path.at(-1) === 'headers')
    return Object.fromEntries(Object.keys(value).map((name) => [name, REDACTED]));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => fileEntry(key, child, path)));
}

function fileEntry(key: string, value: unknown, path: readonly string[]): [string, unknown] {
  const isTimeoutInSeconds = key === 'timeoutMs' && TIMEOUT_SECONDS_OF.has(path.join('.'));
  const isSeconds = SECONDS.has(key) || isTimeoutInSeconds;
  const name = snakeCase(isSeconds ? key.replace(/Ms$/, 'Seconds') : key);
  if (isSeconds) return [name, Number(value) / 1000];
  if (typeof value === 'string' && isSecretPath([name])) return [name, REDACTED];
  // A page or a gateway that is not for everybody has its key in the query.
  if (typeof value === 'string' && ADDRESSES.has(name)) return [name, redactUrl(value)];
  return [name, fileForm(value, [...path, name])];
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
