import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.ts';
import { SchemaPipe } from './schema.pipe.ts';

/** Validates what comes in and tells what went wrong, for every controller of the application. */
@Module({
  providers: [
    { provide: APP_PIPE, useClass: SchemaPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class ProblemsModule {}
