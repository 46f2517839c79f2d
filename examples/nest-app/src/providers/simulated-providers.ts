import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** As SDKs throw it: what became of the call is read from its status. */
class AnsweredError extends Error {
  constructor(readonly status: number) {
    super(`answered ${status}`);
  }
}

/** Stand-ins for two vendors, so that the example needs no key: as much of OpenAI's API as it uses. */
@Injectable()
export class SimulatedProviders implements OnApplicationShutdown {
  private readonly servers = new Map<string, Server>();
  private readonly down = new Set<string>();

  static async start(ids: readonly string[]): Promise<SimulatedProviders> {
    const providers = new SimulatedProviders();
    for (const id of ids) {
      const server = createServer((request, response) => providers.answer(id, request.url ?? '', response));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      providers.servers.set(id, server);
    }
    return providers;
  }

  urlOf(id: string): string {
    const server = this.servers.get(id);
    if (server === undefined) throw new RangeError(`there is no provider "${id}"`);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  /** A call as an SDK would make it. */
  async ask(id: string, question: string, signal: AbortSignal): Promise<string> {
    const response = await fetch(`${this.urlOf(id)}/chat/completions`, {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: question }] }),
    });
    if (!response.ok) throw new AnsweredError(response.status);
    const { choices } = (await response.json()) as { choices: [{ message: { content: string } }] };
    return choices[0].message.content;
  }

  setDown(id: string, isDown: boolean): void {
    this.urlOf(id);
    if (isDown) this.down.add(id);
    else this.down.delete(id);
  }

  onApplicationShutdown(): void {
    for (const server of this.servers.values()) {
      server.close();
      server.closeAllConnections();
    }
  }

  private answer(id: string, path: string, response: ServerResponse): void {
    const isDown = this.down.has(id);
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' });
    if (isDown)
      return void response.end(JSON.stringify({ error: { message: 'out of order', type: 'server_error' } }));
    const models = { object: 'list', data: [{ id: 'small', object: 'model' }] };
    const completion = { choices: [{ message: { role: 'assistant', content: `${id} says hello` } }] };
    response.end(JSON.stringify(path.endsWith('/models') ? models : completion));
  }
}
