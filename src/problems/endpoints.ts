import { applyDecorators, Controller, type Type, UseFilters, UsePipes } from '@nestjs/common';
import { ProblemFilter } from './problem.filter.ts';
import { SchemaPipe } from './schema.pipe.ts';

const OURS = Symbol('problems:endpoints');

/**
 * A controller of ours at that path: its input is validated, its errors are problems, and access to it is asked for.
 * Declared at each controller and not for the whole application, which may have controllers of its own.
 */
export function Endpoints(path = ''): ClassDecorator {
  return applyDecorators(Controller(path), UsePipes(SchemaPipe), UseFilters(ProblemFilter), markOurs);
}

/** Whether that controller is one of ours. */
export function isOurs(controller: Type<unknown>): boolean {
  return Reflect.hasOwnMetadata(OURS, controller);
}

function markOurs(target: object): void {
  Reflect.defineMetadata(OURS, true, target);
}
