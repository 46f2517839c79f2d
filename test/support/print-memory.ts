import { Cgroup } from '../../src/system/host/cgroup.ts';
import { MemoryCollector } from '../../src/system/host/collectors/memory.collector.ts';

const collector = new MemoryCollector(new Cgroup(), () => ({ warning: 80, error: 95 }));
process.stdout.write(JSON.stringify(await collector.collect()));
