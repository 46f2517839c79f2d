import { Module } from '@nestjs/common';
import { SimulatedProviders } from './simulated-providers.js';

@Module({
  providers: [
    { provide: SimulatedProviders, useFactory: () => SimulatedProviders.start(['swift', 'steady']) },
  ],
  exports: [SimulatedProviders],
})
export class ProvidersModule {}
