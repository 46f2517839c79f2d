import type { StatusPageReader } from '../status-page-reader.ts';
import { BetterstackReader } from './betterstack.reader.ts';
import { GoogleReader } from './google.reader.ts';
import { InstatusReader } from './instatus.reader.ts';
import { OnlineornotReader } from './onlineornot.reader.ts';
import { RssReader } from './rss.reader.ts';
import { StatuspageReader } from './statuspage.reader.ts';

/** One for each kind of the settings. */
export const STATUS_PAGE_READERS: readonly StatusPageReader[] = [
  new StatuspageReader(),
  new GoogleReader(),
  new InstatusReader(),
  new BetterstackReader(),
  new OnlineornotReader(),
  new RssReader(),
];
