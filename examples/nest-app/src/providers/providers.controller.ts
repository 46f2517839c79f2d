import { Controller, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { SimulatedProviders } from './simulated-providers.js';

/** To break a provider, and to mend it: POST /providers/swift/down, POST /providers/swift/up. */
@Controller('providers')
export class ProvidersController {
  constructor(private readonly providers: SimulatedProviders) {}

  @Post(':id/down')
  @HttpCode(204)
  down(@Param('id') id: string): void {
    this.set(id, true);
  }

  @Post(':id/up')
  @HttpCode(204)
  up(@Param('id') id: string): void {
    this.set(id, false);
  }

  private set(id: string, isDown: boolean): void {
    try {
      this.providers.setDown(id, isDown);
    } catch (error) {
      throw new NotFoundException(String(error));
    }
  }
}
