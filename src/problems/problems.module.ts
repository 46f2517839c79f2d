import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.ts';

/**
 * Tells as a problem what no handler sees: unknown routes, bodies that cannot be read. For a server that serves nothing
 * but us; inside another application that is for the application to tell.
 */
@Module({ providers: [{ provide: APP_FILTER, useClass: ProblemFilter }] })
export class ProblemsModule {}
