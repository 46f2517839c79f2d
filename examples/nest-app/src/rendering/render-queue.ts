import { Injectable } from '@nestjs/common';

/** Something that only this application knows how to ask: jobs that wait for a renderer. */
@Injectable()
export class RenderQueue {
  readonly limit = 100;
  private waiting = 3;

  async depth(): Promise<number> {
    return this.waiting;
  }
}
