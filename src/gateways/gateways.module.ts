import { randomUUID } from 'node:crypto';
import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { AdviceBoard } from '../routing/advice/advice-board.ts';
import { RoutingModule } from '../routing/routing.module.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { DiscoveryController } from './discovery.controller.ts';
import { GatewayAdvice } from './gateway-advice.ts';
import { GatewaysController } from './gateways.controller.ts';
import { HaproxyAgent } from './haproxy-agent.ts';
import { HaproxyDesk } from './haproxy-desk.ts';

/** The advice in the form that gateways understand: LiteLLM, Envoy and nginx over HTTP, HAProxy over its agent check. */
@Module({
  imports: [RoutingModule],
  controllers: [GatewaysController, DiscoveryController],
  providers: [
    {
      provide: GatewayAdvice,
      inject: [AdviceBoard, SettingsSource],
      useFactory: (board: AdviceBoard, source: SettingsSource) =>
        new GatewayAdvice(board, () => source.current.gateways, randomUUID().slice(0, 8)),
    },
    { provide: HaproxyAgent, inject: [GatewayAdvice, SettingsSource, Clock], useFactory: createAgent },
  ],
})
export class GatewaysModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly agent: HaproxyAgent) {}

  onApplicationBootstrap(): Promise<void> {
    return this.agent.listen();
  }

  onModuleDestroy(): Promise<void> {
    return this.agent.close();
  }
}

function createAgent(advice: GatewayAdvice, source: SettingsSource, clock: Clock): HaproxyAgent {
  const logger = new Logger('gateways');
  const desk = new HaproxyDesk(
    advice,
    () => clock.monotonicMs(),
    (name) => logger.warn({ asked: name }, 'haproxy asks for a target that there is not'),
  );
  return new HaproxyAgent(source.current.gateways.haproxyAgent, (name) => desk.answer(name));
}
