import { Module } from '@nestjs/common';
import { BellwetherModule } from 'bellwether';
import { ChatController } from './chat/chat.controller.js';
import { Outages } from './chat/outages.js';
import { ProvidersController } from './providers/providers.controller.js';
import { ProvidersModule } from './providers/providers.module.js';
import { SimulatedProviders } from './providers/simulated-providers.js';
import { RenderQueue } from './rendering/render-queue.js';
import { RenderQueueCheck } from './rendering/render-queue.check.js';
import { RenderQueueProbe } from './rendering/render-queue.probe.js';
import { RenderingModule } from './rendering/rendering.module.js';

/** An application of one's own; all that is Bellwether's stands below /monitoring. */
@Module({
  imports: [
    ProvidersModule,
    RenderingModule,
    BellwetherModule.forRootAsync({
      prefix: 'monitoring',
      imports: [ProvidersModule, RenderingModule],
      inject: [SimulatedProviders, RenderQueue],
      useFactory: (providers: SimulatedProviders, queue: RenderQueue) => ({
        // a file will do as well: `file: 'bellwether.yaml'`
        document: {
          egress: { enabled: false },
          providers: {
            swift: {
              kind: 'openai_compatible',
              name: 'Swift',
              base_url: providers.urlOf('swift'),
              critical: true,
            },
            steady: { kind: 'openai_compatible', name: 'Steady', base_url: providers.urlOf('steady') },
            renderer: { kind: 'render_queue', name: 'Renderer', base_url: 'http://127.0.0.1/render-queue' },
          },
          pools: { chat: { targets: ['swift', 'steady'], strategy: 'priority' } },
          services: {
            chat: { name: 'Chat', critical: true, depends_on: [{ any_of: ['swift', 'steady'] }] },
          },
        },
        env: { DATABASE_URL: 'memory:', ...process.env },
        probes: [new RenderQueueProbe(queue)],
        components: [new RenderQueueCheck(queue)],
      }),
    }),
  ],
  controllers: [ChatController, ProvidersController],
  providers: [Outages],
})
export class ShopModule {}
