import type { ApiRole, ApiToken } from '../settings/process-settings.ts';
import { SecretDigest } from '../settings/secret-digest.ts';
import { AccessPolicy, type Verdict } from './access-policy.ts';
import type { Requirement } from './requirement.ts';

function tokenOf(role: ApiRole): ApiToken {
  return { name: `the-${role}`, role, digest: new SecretDigest(`${role}-secret`), isShort: false };
}

const TOKENS = (['read', 'ingest', 'operate'] as const).map(tokenOf);

interface World {
  readonly tokens?: readonly ApiToken[];
  readonly metricsToken?: string;
  readonly allowOpen?: boolean;
}

function policyOf({ tokens = TOKENS, metricsToken, allowOpen = false }: World = {}): AccessPolicy {
  const digest = metricsToken === undefined ? null : new SecretDigest(metricsToken);
  return new AccessPolicy(() => ({ apiTokens: tokens, server: { allowOpen, metricsToken: digest } }));
}

function outcome(policy: AccessPolicy, token: string | null, requirement: Exclude<Requirement, 'open'>) {
  return policy.authorise({ token, address: '10.0.0.9' }, requirement).outcome;
}

describe('AccessPolicy', () => {
  it.each([
    ['read', ['granted', 'granted', 'forbidden', 'forbidden']],
    ['ingest', ['forbidden', 'forbidden', 'granted', 'forbidden']],
    ['operate', ['granted', 'granted', 'granted', 'granted']],
    ['scraper', ['granted', 'forbidden', 'forbidden', 'forbidden']],
    ['wrong', Array.from({ length: 4 }, () => 'unauthenticated')],
  ])('answers who has %s, asked for metrics, read, ingest and operate, with %j', (name, expected) => {
    const policy = policyOf({ metricsToken: 'scraper-secret' });
    const requirements = ['metrics', 'read', 'ingest', 'operate'] as const;
    expect(requirements.map((one) => outcome(policy, `${name}-secret`, one))).toEqual(expected);
    expect(requirements.map((one) => outcome(policy, null, one))).toEqual(
      Array.from({ length: 4 }, () => 'unauthenticated'),
    );
  });

  it('names who it is', () => {
    const verdict = policyOf().authorise({ token: 'ingest-secret', address: '10.0.0.9' }, 'ingest');
    expect(verdict).toEqual<Verdict>({
      outcome: 'granted',
      caller: { name: 'the-ingest', role: 'ingest', by: 'token' },
    });
  });

  it('compares with every token, digests of one length, whichever is right and whether any is', () => {
    let compared = 0;
    class CountedDigest extends SecretDigest {
      override equals(other: SecretDigest): boolean {
        compared++;
        return super.equals(other);
      }
    }
    const tokens = TOKENS.map((token) => ({ ...token, digest: new CountedDigest(`${token.role}-secret`) }));
    const policy = policyOf({ tokens });
    const counts = ['read-secret', 'operate-secret', 'x', 'x'.repeat(5_000), ''].map((token) => {
      compared = 0;
      policy.authorise({ token, address: '10.0.0.9' }, 'read');
      return compared;
    });
    expect(counts).toEqual([3, 3, 3, 3, 3]);
  });

  it('serves this machine alone while there are no tokens', () => {
    const policy = policyOf({ tokens: [] });
    const from = (address?: string) => policy.authorise({ token: null, address }, 'operate');
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(from(address)).toMatchObject({ outcome: 'granted', caller: { name: 'loopback', by: 'place' } });
    }
    for (const address of ['10.0.0.9', '::ffff:10.0.0.9', undefined]) {
      expect(from(address).outcome).toBe('not_local');
    }
  });

  it('lets everybody in where that was said', () => {
    const verdict = policyOf({ tokens: [], allowOpen: true }).authorise(
      { token: null, address: '10.0.0.9' },
      'operate',
    );
    expect(verdict).toMatchObject({ outcome: 'granted', caller: { name: 'anonymous' } });
  });

  it('asks the scraper for its token although there are no others', () => {
    const policy = policyOf({ tokens: [], metricsToken: 'scraper-secret' });
    const local = { address: '127.0.0.1' };
    expect(policy.authorise({ token: null, ...local }, 'metrics').outcome).toBe('unauthenticated');
    expect(policy.authorise({ token: 'scraper-secret', ...local }, 'metrics').outcome).toBe('granted');
    expect(policy.authorise({ token: null, ...local }, 'read').outcome).toBe('granted');
  });
});
