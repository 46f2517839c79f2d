import type { AddressInfo } from 'node:net';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Global,
  type INestApplication,
  Injectable,
  Module,
  Post,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { z } from 'zod';

/** They trust a proxy on this machine, so that a test can come from elsewhere (`x-forwarded-for`). */
export const HOSTS = {
  Express: () => {
    const adapter = new ExpressAdapter();
    adapter.set('trust proxy', 'loopback');
    return adapter;
  },
  Fastify: () => new FastifyAdapter({ trustProxy: 'loopback' }),
} as const;

export type HostName = keyof typeof HOSTS;

/** Something of the application's own: routes that Bellwether has nothing to say in. */
@Controller('orders')
class OrdersController {
  @Get()
  list(): never {
    throw new BadRequestException('no orders today');
  }

  /** Schemas are ours to validate at our routes alone. */
  @Post()
  take(@Body({ schema: z.strictObject({ count: z.int() }) }) body: unknown): unknown {
    return body;
  }
}

@Injectable()
export class Vault {
  readonly key = 'sk-from-the-vault';
}

@Global()
@Module({ providers: [Vault], exports: [Vault] })
export class VaultModule {}

/** An application of somebody else, on a server that Nest has, that takes Bellwether in. */
export class OwnApplication {
  readonly app: INestApplication;
  readonly url: string;

  private constructor(app: INestApplication) {
    this.app = app;
    this.url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  }

  static async start(
    host: HostName,
    imports: NonNullable<ModuleMetadata['imports']>,
  ): Promise<OwnApplication> {
    class ShopModule {}
    Module({ imports, controllers: [OrdersController] })(ShopModule);
    const app = await NestFactory.create(ShopModule, HOSTS[host](), { logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    return new OwnApplication(app);
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    const type = { 'content-type': 'application/json' };
    return this.request(path, { method: 'POST', body, headers: { ...type, ...headers } });
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
