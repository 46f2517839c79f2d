import { Controller, Get, HttpException, Query } from '@nestjs/common';
import { FailoverError, HealthRouter } from 'bellwether';
import { SimulatedProviders } from '../providers/simulated-providers.js';

const UNAVAILABLE = 503;

interface Answer {
  readonly provider: string;
  readonly answer: string;
}

@Controller('chat')
export class ChatController {
  constructor(
    private readonly router: HealthRouter,
    private readonly providers: SimulatedProviders,
  ) {}

  /** GET /chat?question=… asks the best of the pool, and the next one where that fails. */
  @Get()
  async chat(@Query('question') question = 'Hello?'): Promise<Answer> {
    try {
      return await this.router.withFailover(
        'chat',
        async ({ id, signal }) => ({ provider: id, answer: await this.providers.ask(id, question, signal) }),
        { idempotent: true, timeoutMs: 5_000 },
      );
    } catch (error) {
      if (error instanceof FailoverError) throw new HttpException(error.message, UNAVAILABLE);
      throw error;
    }
  }

  /** GET /chat/whom tells whom a call would be sent to now, and calls nobody. */
  @Get('whom')
  whom(): { readonly provider: string | null } {
    return { provider: this.router.pick('chat')?.id ?? null };
  }
}
