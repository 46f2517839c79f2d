import type { ProviderSettings } from '../settings/settings.ts';

const CONFIDENTIAL_HEADER = /auth|key|token|secret|cookie|password/i;

/** chosen: anything shorter would cut holes into innocent text. */
const SHORTEST_SECRET = 6;

/** What must not come out of a check, even if the server sends it back. */
export function secretsOf(provider: ProviderSettings): readonly string[] {
  const secrets = [provider.apiKey?.reveal() ?? ''];
  for (const headers of [provider.headers, provider.http.headers]) {
    for (const [name, value] of Object.entries(headers)) {
      if (CONFIDENTIAL_HEADER.test(name)) secrets.push(value, value.replace(/^\w+ /, ''));
    }
  }
  return secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
}

export function withoutSecrets<Text extends string | null>(
  text: Text,
  secrets: readonly string[],
): Text | string {
  if (text === null) return text;
  return secrets.reduce<string>((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}
