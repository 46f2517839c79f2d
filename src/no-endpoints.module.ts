import { Module, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { isOurs } from './problems/endpoints.ts';

/**
 * Takes our controllers out of the application before its routes are made: Nest has no other way to leave out what a
 * module declares, and a second set of modules without controllers would have to be kept in step.
 */
@Module({})
export class NoEndpointsModule {
  constructor(modules: ModulesContainer) {
    for (const { controllers } of modules.values()) {
      for (const [token, { metatype }] of controllers) {
        if (isOurs(metatype as Type<unknown>)) controllers.delete(token);
      }
    }
  }
}
