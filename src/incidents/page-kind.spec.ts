import type { StatusPageKind } from '../settings/settings.ts';
import { kindOf, sourceNameOf } from './page-kind.ts';

const settings = { components: [], regions: [], intervalMs: 60_000 };

/** Addresses under which providers publish their pages. */
const PAGES: readonly (readonly [url: string, kind: StatusPageKind | null])[] = [
  ['https://status.openai.com/api/v2/summary.json', 'statuspage'],
  ['https://status.claude.com/api/v2/summary.json', 'statuspage'],
  ['https://status.deepseek.com/api/v2/summary.json', 'statuspage'],
  ['https://status.cursor.com/api/v2/summary.json', 'statuspage'],
  ['https://groqstatus.com/api/v2/summary.json', 'statuspage'],
  ['https://status.cloud.google.com/incidents.json', 'google'],
  ['https://status.mistral.ai/summary.json', 'instatus'],
  ['https://status.perplexity.com/summary.json', 'instatus'],
  ['https://status.together.ai/index.json', 'betterstack'],
  ['https://status.fireworks.ai/index.json', 'betterstack'],
  ['https://status.huggingface.co/index.json', 'betterstack'],
  ['https://status.together.ai/feed', 'rss'],
  ['https://api.onlineornot.com/v1/status_pages/openrouter/summary', 'onlineornot'],
  ['https://status.x.ai/feed.xml', 'rss'],
  ['https://rssfeed.azure.status.microsoft/en-us/status/feed/', 'rss'],
  ['https://status.aws.amazon.com/rss/bedrock-us-east-1.rss', 'rss'],
  ['https://status.alibabacloud.com/', null],
];

describe('the kind of a status page', () => {
  it.each(PAGES)('of %s is %s', (url, kind) => {
    expect(kindOf({ ...settings, url, kind: null })).toBe(kind);
  });

  it('is what the settings say, whatever its address looks like', () => {
    const url = 'https://status.example/summary.json';
    expect(kindOf({ ...settings, url, kind: 'betterstack' })).toBe('betterstack');
  });

  it('goes with a name that holds neither user nor query', () => {
    expect(sourceNameOf('https://user:pass@status.example/feed?token=x')).toBe('https://status.example/feed');
  });
});
