import { z } from 'zod';

const outcomeFields = {
  outcome: z
    .enum(['delivered', 'retry', 'refused', 'gone'])
    .describe('retry may work later, refused will not as it stands, gone will never'),
  error: z.string().nullable().describe('Why it was not delivered, free of secrets'),
  retry_after_seconds: z.number().nullable().describe('What the receiver asked for'),
};

export const channelSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    enabled: z.boolean().describe('False also while what it needs to reach anybody (a URL, a key) is empty'),
    refresh_seconds: z
      .number()
      .nullable()
      .describe('How often what is firing is told again; null where the receiver remembers'),
    last: z
      .object({ at: z.iso.datetime(), ...outcomeFields })
      .nullable()
      .describe('What became of the last message since the start, or since its settings changed'),
  })
  .meta({ id: 'Channel' });

export const channelListSchema = z.object({ items: z.array(channelSchema) }).meta({ id: 'ChannelList' });

export const channelTestSchema = z
  .object({ channel: z.string(), message_id: z.string(), duration_ms: z.number(), ...outcomeFields })
  .meta({ id: 'ChannelTest' });
