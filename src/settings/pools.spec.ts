import { load, problemsOf } from './settings-documents.ts';

const PROVIDERS = {
  openai: { kind: 'openai', models: ['gpt-5-mini'], tags: ['chat'] },
  anthropic: { kind: 'anthropic' },
};

describe('pools in the settings', () => {
  it('take what routing says where they do not say otherwise', () => {
    const { settings } = load({
      providers: PROVIDERS,
      routing: { strategy: 'latency', slow_start_seconds: 10 },
      pools: {
        chat: { targets: ['anthropic', 'openai/gpt-5-mini'] },
        cheap: { tags: ['chat'], strategy: 'cost', panic_threshold: 2 },
      },
    });
    expect(settings.routing).toMatchObject({ strategy: 'latency', panicThreshold: 1, slowStartMs: 10_000 });
    expect(settings.routing.pools).toEqual([
      {
        id: 'chat',
        targets: ['anthropic', 'openai/gpt-5-mini'],
        tags: [],
        model: null,
        strategy: 'latency',
        panicThreshold: 1,
      },
      { id: 'cheap', targets: [], tags: ['chat'], model: null, strategy: 'cost', panicThreshold: 2 },
    ]);
  });

  it.each([
    [{ pools: { chat: { targets: ['opnai'] } } }, 'pools.chat.targets', 'opnai'],
    [{ pools: { chat: { targets: ['openai/gpt-6'] } } }, 'pools.chat.targets', 'openai/gpt-6'],
    [{ pools: { chat: { tags: ['chta'] } } }, 'pools.chat.tags', 'chta'],
    [{ pools: { chat: { strategy: 'fastest' } } }, 'pools.chat.strategy', 'fastest'],
    [{ pools: { Chat: {} } }, 'pools.Chat', 'Chat'],
    [{ routing: { panic_threshold: 0 } }, 'routing.panic_threshold', 0],
  ])('refuse %j', (wrong, key, value) => {
    const problems = problemsOf({ providers: PROVIDERS, ...wrong });
    expect(problems).toEqual([expect.objectContaining({ key, value: JSON.stringify(value) })]);
  });
});
