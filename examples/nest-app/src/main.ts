import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ShopModule } from './shop.module.js';

const PORT = Number(process.env['PORT'] ?? 3000);

const app = process.argv.includes('--fastify')
  ? await NestFactory.create<NestFastifyApplication>(ShopModule, new FastifyAdapter())
  : await NestFactory.create(ShopModule, new ExpressAdapter());
// SIGTERM ends in order: probes stop, what was seen is written, connections close
app.enableShutdownHooks();
await app.listen(PORT, '127.0.0.1');
console.log(`the shop is open at ${await app.getUrl()}`);
