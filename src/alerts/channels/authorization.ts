import type { BasicAuth } from '../../settings/channels/channel-options.ts';
import type { Secret } from '../../settings/secret.ts';

export interface Credentials extends BasicAuth {
  readonly bearerToken: Secret | null;
}

/** The header that lets us in; none where the settings have no credentials. */
export function authorizationOf(credentials: Credentials): Record<string, string> {
  const { bearerToken } = credentials;
  if (bearerToken !== null) return { authorization: `Bearer ${bearerToken.reveal()}` };
  const basic = basicValue(credentials);
  return basic === null ? {} : { authorization: `Basic ${basic}` };
}

/** What of them no answer may show, as it is and as it travels. */
export function confidentialValues(credentials: Credentials): (Secret | string | null)[] {
  return [credentials.bearerToken, credentials.password, basicValue(credentials)];
}

function basicValue({ username, password }: BasicAuth): string | null {
  if (username === null || password === null) return null;
  return Buffer.from(`${username}:${password.reveal()}`).toString('base64');
}
