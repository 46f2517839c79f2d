import { type DynamicModule, Injectable } from '@nestjs/common';
import { Logger, LoggerModule, type Params } from 'nestjs-pino';
import {
  type DestinationStream,
  type LevelWithSilent as LogLevel,
  type LoggerOptions,
  stdTimeFunctions,
} from 'pino';

/** What the framework tells of its own start: of interest only to who debugs it. */
const FRAMEWORK_ROOMS = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** What the framework logs and throws as well: who starts the server tells it, once and better. */
const THROWN_ROOMS = new Set(['NestApplication', 'ExceptionHandler']);

/** Keys and headers that errors of HTTP clients carry along. */
const HIDDEN = ['authorization', 'cookie', 'headers', 'config', 'request', 'response'];

const OPTIONS: LoggerOptions = {
  base: null,
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: [
    ...HIDDEN.flatMap((key) => [`err.${key}`, `err.cause.${key}`]),
    'authorization',
    '*.authorization',
  ],
};

/** JSON lines, pretty on a terminal. No middleware: what logs every request costs as much as answering it. */
export function loggingModule(level: LogLevel): DynamicModule {
  return LoggerModule.forRootAsync({ useFactory: () => loggingParams({ ...OPTIONS, level }) });
}

async function loggingParams(options: LoggerOptions): Promise<Params> {
  const shared = { forRoutes: [], renameContext: 'room' };
  if (!process.stdout.isTTY) return { ...shared, pinoHttp: options };
  return { ...shared, pinoHttp: [options, await terminalStream()] };
}

async function terminalStream(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  // sync, so that the last words of a crash are not lost
  return pretty({
    colorize: true,
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'room',
    messageFormat: '{room}: {msg}',
  });
}

/** The application's logger, with the framework's own lines at debug. */
@Injectable()
export class ServerLogger extends Logger {
  override log(message: unknown, ...optionalParams: unknown[]): void {
    if (FRAMEWORK_ROOMS.has(String(optionalParams.at(-1)))) this.debug(message, ...optionalParams);
    else super.log(message, ...optionalParams);
  }

  override error(message: unknown, ...optionalParams: unknown[]): void {
    if (THROWN_ROOMS.has(String(optionalParams.at(-1)))) this.debug(message, ...optionalParams);
    else super.error(message, ...optionalParams);
  }
}
