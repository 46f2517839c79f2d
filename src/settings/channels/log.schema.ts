import { z } from 'zod';
import { section } from '../scalars.schema.ts';
import { type ChannelIdentity, common } from './channel-options.ts';

/** Writes to our own log. The channel `log` always exists. */
export interface LogChannelSettings extends ChannelIdentity {
  readonly kind: 'log';
}

export const logChannel = section({ kind: z.literal('log'), ...common });
