import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  BellwetherModule,
  type Candidate,
  HealthRouter,
  type PoolChange,
  RoutingEvents,
} from '../../src/index.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';
import { startFleet } from '../support/simulators/fleet.ts';
import { until } from '../support/running-app.ts';

/** A service of somebody's own application. */
@Injectable()
class Answers {
  readonly heard: PoolChange[] = [];

  constructor(
    private readonly router: HealthRouter,
    events: RoutingEvents,
  ) {
    events.onChange((change) => this.heard.push(change));
  }

  next(): Candidate | null {
    return this.router.pick('chat');
  }
}

@Module({ providers: [Answers] })
class AnswersModule {}

describe('an application that takes Bellwether in', () => {
  it('asks the router where it wants to, and hears of changes', async () => {
    const fleet = await startFleet({ keys: [DEMO_KEY] });
    const provider = { kind: 'openai', base_url: fleet.baseUrls.openai, api_key: '${KEY}', tags: ['chat'] };
    const bellwether = BellwetherModule.forRoot({
      document: { providers: { openai: provider } },
      env: { KEY: DEMO_KEY, DATABASE_URL: 'memory:' },
      watch: false,
      signals: null,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const app = await Test.createTestingModule({ imports: [bellwether, AnswersModule] }).compile();
    app.useLogger(false);
    await app.init();
    const answers = app.get(Answers);
    await until(
      () => answers.next(),
      (next) => next?.status === 'healthy',
    );
    expect(answers.next()!.id).toBe('openai');
    expect(answers.heard[0]).toMatchObject({ moved: [{ id: 'openai', why: 'new in the pool' }] });
    await app.close();
    await fleet.close();
  }, 20_000);
});
