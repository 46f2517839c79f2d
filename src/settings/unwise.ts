import { SHORTEST_SECRET } from './api-tokens.ts';
import { isLoopback } from './loopback.ts';
import { isPrivateHost } from './private-hosts.ts';
import { Hints } from './did-you-mean.ts';
import { valueAt, type Mapping } from './document.ts';
import { burnRateWarnings } from './unwise-alerts.ts';
import { isSelfHosted, needsApiKey } from './provider-kinds.ts';
import { ROOMY_SHARE_OF_INTERVAL } from './provider.schema.ts';
import type { SettingsWarning } from './problems.ts';
import { modelTargets } from './service-contradictions.ts';
import type { ProviderSettings, Settings } from './settings.ts';

const SHORT_INTERVAL_MS = 10_000;

/**
 * Settings that work but are unwise.
 *
 * @param written the document before placeholders were replaced, to tell a literal key from one of the environment
 */
export function unwise(settings: Settings, written: Mapping): SettingsWarning[] {
  return [
    ...settings.providers.flatMap((provider) =>
      providerWarnings(provider, valueAt(written, ['providers', provider.id])),
    ),
    ...unknownComponents(settings),
    ...burnRateWarnings(settings),
    ...unknownMeanings(settings),
    ...serverWarnings(settings),
    ...settings.apiTokens
      .filter(({ isShort }) => isShort)
      .map(({ name }) =>
        warning(
          'BELLWETHER_API_TOKENS',
          `the secret of ${name} has fewer than ${SHORTEST_SECRET} characters`,
        ),
      ),
  ];
}

function warning(key: string, message: string): SettingsWarning {
  return { key, message };
}

function providerWarnings(provider: ProviderSettings, written: unknown): SettingsWarning[] {
  return [...paceWarnings(provider), ...keyWarnings(provider, written), ...generateWarnings(provider)].map(
    ([key, message]) => warning(`providers.${provider.id}.${key}`, message),
  );
}

type KeyAndMessage = [key: string, message: string];

function paceWarnings({ intervalMs, timeoutMs }: ProviderSettings): KeyAndMessage[] {
  const found: KeyAndMessage[] = [];
  if (intervalMs < SHORT_INTERVAL_MS) {
    found.push(['interval_seconds', `${intervalMs / 1000} is under 10: rate limits may count every check`]);
  }
  if (timeoutMs > intervalMs * ROOMY_SHARE_OF_INTERVAL) {
    found.push([
      'timeout_seconds',
      `${timeoutMs / 1000} is over 80 % of the interval of ${intervalMs / 1000}`,
    ]);
  }
  return found;
}

function keyWarnings(provider: ProviderSettings, written: unknown): KeyAndMessage[] {
  const found: KeyAndMessage[] = [];
  const key = valueAt(written, ['api_key']);
  if (typeof key === 'string' && key !== '' && !key.includes('${')) {
    found.push(['api_key', 'is written in the settings; take it from the environment: ${NAME:-}']);
  }
  const url = new URL(provider.baseUrl);
  if (provider.apiKey !== null && url.protocol === 'http:' && !isPrivateHost(url.hostname)) {
    found.push([
      'base_url',
      'sends api_key over http:// to a public host, readable on the way; use https://',
    ]);
  }
  return found;
}

function generateWarnings({ generate, apiKey, kind }: ProviderSettings): KeyAndMessage[] {
  if (generate === null) return [];
  const found: KeyAndMessage[] = [];
  if (apiKey === null && needsApiKey(kind)) found.push(['generate', 'cannot run while api_key is empty']);
  const hasPrices = generate.usdPerMillionInputTokens !== null && generate.usdPerMillionOutputTokens !== null;
  if (!hasPrices && !isSelfHosted(kind)) {
    found.push([
      'generate',
      'has no prices, so its budget is kept by assumed ones that are higher than most',
    ]);
  }
  return found;
}

/** A plain name may be a component that we do not watch, or a typing error. */
function unknownComponents(settings: Settings): SettingsWarning[] {
  const known = new Set([
    ...settings.providers.flatMap((provider) => [provider.id, ...modelTargets(provider.id, provider)]),
    ...settings.services.map(({ id }) => id),
  ]);
  const hints = new Hints(known);
  return settings.services.flatMap((service) =>
    service.dependsOn
      .flatMap((dependency) => (dependency.kind === 'one' ? [dependency.id] : dependency.ids))
      .filter((name) => !known.has(name))
      .map((name) => {
        const hint = hints.for(name);
        const message = `${name} is neither provider, model nor service, and is shown as a component that nobody watches`;
        return warning(`services.${service.id}.depends_on`, hint === null ? message : `${message} (${hint})`);
      }),
  );
}

/** A name that callers use leads nowhere where nobody watches what it means. */
function unknownMeanings(settings: Settings): SettingsWarning[] {
  const known = new Set(
    settings.providers.flatMap((provider) => [provider.id, ...modelTargets(provider.id, provider)]),
  );
  const hints = new Hints(known);
  return Object.entries(settings.intake.names)
    .filter(([, target]) => !known.has(target))
    .map(([name, target]) => {
      const hint = hints.for(target);
      const message = `${target} is neither provider nor model, so these calls count for nobody`;
      return warning(`intake.names.${name}`, hint === null ? message : `${message} (${hint})`);
    });
}

function serverWarnings(settings: Settings): SettingsWarning[] {
  const found: SettingsWarning[] = [];
  const { host, allowOpen } = settings.server;
  if (settings.apiTokens.length === 0 && allowOpen) {
    const who = isLoopback(host) ? 'whoever reaches this API' : `whoever reaches ${host}`;
    found.push(warning('server.allow_open', `${who} may do everything while BELLWETHER_API_TOKENS is empty`));
  }
  if (settings.providers.length === 0) found.push(warning('providers', 'nothing is watched'));
  return found;
}
