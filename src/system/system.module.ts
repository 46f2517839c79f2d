import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Readiness } from './readiness.ts';
import { SystemController } from './system.controller.ts';

/** This process: whether it lives and whether it is ready. */
@Module({
  controllers: [SystemController],
  providers: [{ provide: Readiness, useFactory: (): Readiness => new Readiness() }],
  exports: [Readiness],
})
export class SystemModule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #readiness: Readiness;

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  /** The listener opens only after every module's hook, so nobody outside sees this come too early. */
  onApplicationBootstrap(): void {
    this.#readiness.markReady();
  }

  onModuleDestroy(): void {
    this.#readiness.markStopping();
  }
}
