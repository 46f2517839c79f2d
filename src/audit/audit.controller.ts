import { Get, Header, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access } from '../access/requirement.ts';
import { answerOf } from '../history/query/store-answer.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { auditQuery, auditSchema } from './audit.schema.ts';
import { KeptAuditTrail } from './kept-audit-trail.ts';

@Endpoints('health/integration/audit')
export class AuditController {
  constructor(private readonly trail: KeptAuditTrail) {}

  @Get()
  @Access('operate')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Read who changed what by hand, and when and why',
    description:
      'Every request to a route that needs the role operate and changes something, also those that were refused to ' +
      'somebody known. The newest 10,000 are kept, as long as daily roll-ups.',
    tag: 'audit',
    responses: { 200: auditSchema, 503: 'problem' },
  })
  async list(
    @Query({ schema: auditQuery }) { limit, cursor }: z.output<typeof auditQuery>,
  ): Promise<z.output<typeof auditSchema>> {
    const { items, next } = await answerOf(this.trail.page(limit, cursor ?? null));
    return {
      items: items.map(({ id: _id, at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry })),
      next_cursor: next,
    };
  }
}
