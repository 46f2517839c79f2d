import { STORY, STORY_SECONDS } from '../../scripts/demo/plot.ts';
import { Stage } from '../../scripts/demo/stage.ts';
import { beatsOf } from '../../scripts/demo/story.ts';
import { RunningApp, until } from '../support/running-app.ts';

describe('the demo', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage.close());

  it('begins with everybody well, and every page read', async () => {
    const app = await RunningApp.start('config/demo.yaml', stage.environment);
    try {
      const { body } = await until(
        () => app.get('/health/integration'),
        ({ body: { providers } }) =>
          providers.every(
            ({
              status,
              status_page: page,
            }: {
              status: string;
              status_page: { source_state: string } | null;
            }) => status === 'healthy' && (page === null || page.source_state === 'ok'),
          ),
        20_000,
      );
      expect(body.providers).toHaveLength(13);
    } finally {
      await app.stop();
    }
  }, 30_000);

  it('is over when its story is, and leaves everything as it was', () => {
    const beats = beatsOf(STORY, 1);
    expect(Math.max(...beats.map(({ atSeconds }) => atSeconds))).toBeLessThan(STORY_SECONDS);
    expect(STORY.filter(({ ends }) => ends === null).map(({ begins }) => begins.route)).toEqual([
      'POST restart',
    ]);
  });

  it('tells its actors nothing that they do not take', async () => {
    for (const { actor, cue } of beatsOf(STORY, 4)) await stage.tell(actor, cue);
    expect(STORY.length).toBeGreaterThan(20);
  });
});
