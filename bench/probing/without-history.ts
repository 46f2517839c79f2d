/**
 * Bellwether's rooms that probe, judge and answer, without those that keep history: what history costs is the
 * difference. From the compiled modules, since a room can only be left out before they are bundled.
 * Run by the benches: node without-history.ts, with the environment of the server.
 */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SettingsSource } from '../../src/settings/settings-source.ts';

const ROOMS = {
  ClockModule: 'clock/clock.module.js',
  ProblemsModule: 'problems/problems.module.js',
  OpenApiModule: 'openapi/openapi.module.js',
  SystemModule: 'system/system.module.js',
  TargetsModule: 'targets/targets.module.js',
  ProbesModule: 'probes/probes.module.js',
  HealthModule: 'health/health.module.js',
  BreakersModule: 'breakers/breakers.module.js',
  MonitorModule: 'monitor/monitor.module.js',
  MetricsModule: 'metrics/metrics.module.js',
};

async function compiled<T>(file: string, name: string): Promise<T> {
  const module = (await import(new URL(`../../dist/${file}`, import.meta.url).href)) as Record<string, T>;
  return module[name]!;
}

type WithRoot<Argument> = { forRoot(argument: Argument): DynamicModule };

const Source = await compiled<new () => SettingsSource>('settings/settings-source.js', 'SettingsSource');
const Settings = await compiled<WithRoot<SettingsSource>>('settings/settings.module.js', 'SettingsModule');
const source = new Source();
const rooms: (DynamicModule | Type)[] = [Settings.forRoot(source)];
for (const [name, file] of Object.entries(ROOMS)) rooms.push(await compiled<Type>(file, name));

class WithoutHistory {}
Module({ imports: rooms })(WithoutHistory);

const adapter = new FastifyAdapter();
const app = await NestFactory.create<NestFastifyApplication>(WithoutHistory, adapter, { logger: ['error'] });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
process.stdout.write(`{"port":${(app.getHttpServer().address() as AddressInfo).port}}\n`);
