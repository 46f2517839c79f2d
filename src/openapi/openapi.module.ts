import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiDescription } from './api-description.ts';
import { OpenApiController } from './openapi.controller.ts';

/** `/openapi.json` and `/docs`, from what the controllers say of themselves. */
@Module({
  imports: [DiscoveryModule],
  controllers: [OpenApiController],
  providers: [ApiDescription],
  exports: [ApiDescription],
})
export class OpenApiModule {}
