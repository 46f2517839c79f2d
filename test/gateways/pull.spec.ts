import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { discoverySchema } from '../../src/gateways/envoy.schema.ts';
import { litellmSchema } from '../../src/gateways/litellm.schema.ts';
import { EXAMPLES, GatewayWorld } from '../support/gateway-world.ts';
import { ran } from '../support/nginx.ts';
import { until } from '../support/running-app.ts';

interface EnvoyCluster {
  readonly name: string;
  readonly eds_cluster_config?: {
    readonly service_name: string;
    readonly eds_config: { readonly api_config_source: { readonly cluster_names: readonly string[] } };
  };
}

describe('advice that gateways fetch', () => {
  let world: GatewayWorld;

  beforeAll(async () => {
    world = await GatewayWorld.start({
      gateways: { addresses: { deepseek: '[::1]:8102' } },
      pools: {
        chat: { targets: ['openai', 'deepseek'] },
        both: { targets: ['openai', 'openai/gpt-5-mini'] },
      },
    });
  });
  afterAll(() => world?.stop());

  /** As Envoy asks: its own path, and the name of the cluster as Host. */
  function discover(
    body: object,
    path = '/v3/discovery:endpoints',
  ): Promise<{ status: number; text: string }> {
    const envoy = parse(readFileSync(join(EXAMPLES, 'envoy.yaml'), 'utf8')) as {
      static_resources: { clusters: EnvoyCluster[] };
    };
    const eds = envoy.static_resources.clusters[0]!.eds_cluster_config!;
    const host = eds.eds_config.api_config_source.cluster_names[0]!;
    expect(envoy.static_resources.clusters.map(({ name }) => name)).toContain(host);
    const text = JSON.stringify({ resource_names: [eds.service_name], ...body });
    return new Promise((resolve, reject) => {
      const headers = { host, 'content-type': 'application/json', 'content-length': String(text.length) };
      const sent = request(`${world.app.url}${path}`, { method: 'POST', headers }, (answer) => {
        let read = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (read += chunk));
        answer.once('end', () => resolve({ status: answer.statusCode!, text: read }));
      });
      sent.once('error', reject);
      sent.end(text);
    });
  }

  it('are endpoints of the cluster of that name to Envoy, and nothing while nothing changed', async () => {
    const { status, text } = await discover({ node: { id: 'llm-gateway', cluster: 'llm' } });
    expect(status).toBe(200);
    const { version_info, resources } = discoverySchema.parse(JSON.parse(text));
    const [assignment] = resources;
    expect([resources.length, assignment!.cluster_name]).toEqual([1, 'chat']);
    expect(assignment!.endpoints.map(({ priority }) => priority)).toEqual([0]);
    const [openai, deepseek] = assignment!.endpoints[0]!.lb_endpoints.toSorted((a, b) =>
      a.metadata.filter_metadata.bellwether.targets[0]! < b.metadata.filter_metadata.bellwether.targets[0]!
        ? 1
        : -1,
    );
    const { port } = new URL(world.fleet.baseUrls.openai);
    expect(openai!.endpoint.address.socket_address).toEqual({
      address: '127.0.0.1',
      port_value: Number(port),
    });
    expect(deepseek!.endpoint).toEqual({
      address: { socket_address: { address: '::1', port_value: 8102 } },
      hostname: '127.0.0.1',
    });
    const weights = [openai, deepseek].map((each) => each!.load_balancing_weight);
    expect(Math.max(...weights)).toBe(128);
    // the advice may turn between two questions, but not between all of them
    await until(
      async () => {
        const now = discoverySchema.parse(JSON.parse((await discover({})).text)).version_info;
        return discover({ version_info: now });
      },
      (answer) => answer.status === 304,
    );
    expect((await discover({ version_info: 'of-another-process.1' })).status).toBe(200);
    expect(version_info).toMatch(/^[0-9a-f]{8}\.\d+$/);
  });

  it('are refused with a reason where Envoy asks for what there is not', async () => {
    const wrong = await discover({ resource_names: ['chatt'] });
    expect([wrong.status, JSON.parse(wrong.text).errors[0]]).toEqual([
      400,
      expect.objectContaining({
        field: 'pool',
        value: 'chatt',
        rule: expect.stringContaining('did you mean'),
      }),
    ]);
    expect((await discover({}, '/v3/discovery:clusters')).status).toBe(404);
    expect((await discover({ resource_names: 7 })).status).toBe(400);
    const nack = { error_detail: { code: 3, message: 'malformed IP address: api.openai.com' } };
    expect((await discover(nack)).status).toBe(200);
  });

  it('are one server of nginx where two targets are at one address', async () => {
    const { text, headers } = await world.gateway('nginx?pool=both');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toBe(
      `upstream both {\n  server ${world.addressOf('openai')} weight=20; # openai, openai/gpt-5-mini\n}\n`,
    );
    expect((await world.gateway('nginx?pool=chat')).text).toMatch(
      /server \[::1\]:8102 weight=\d+; # deepseek/,
    );
  });

  it('are a model list of LiteLLM, with the names of variables and never a key', async () => {
    const { body, text } = await world.gateway('litellm?pool=chat');
    const { model_list, left_out } = litellmSchema.parse(body);
    expect(model_list).toEqual([
      {
        model_name: 'chat',
        litellm_params: {
          model: 'deepseek/deepseek-chat',
          api_base: world.fleet.baseUrls.deepseek,
          api_key: 'os.environ/DEEPSEEK_API_KEY',
          weight: expect.any(Number),
          order: 1,
        },
        model_info: { id: 'bellwether:chat:deepseek' },
      },
      {
        model_name: 'chat',
        litellm_params: expect.objectContaining({ model: 'openai/gpt-5-mini' }),
        model_info: { id: 'bellwether:chat:openai' },
      },
    ]);
    expect(left_out).toEqual([]);
    expect(text).not.toContain('sk-canary');
    const yaml = await world.gateway('litellm?pool=chat&format=yaml');
    expect(yaml.headers.get('content-type')).toContain('yaml');
    expect(Object.keys(parse(yaml.text) as object)).toEqual(['model_list', 'router_settings']);
  });

  it("become LiteLLM's configuration by the example's script, written only when it is another one", async () => {
    const file = join(world.folder, 'config.json');
    const script = () =>
      ran('python3', [join(EXAMPLES, 'litellm_config.py'), file], { BELLWETHER_URL: world.app.url });
    expect(await script()).toMatchObject({ code: 0, said: 'changed' });
    const config = parse(readFileSync(file, 'utf8')) as { model_list: unknown[]; router_settings: object };
    expect(config.model_list).toHaveLength(2);
    expect(config.router_settings).toEqual({ routing_strategy: 'simple-shuffle' });
    await until(script, ({ said }) => said === 'unchanged');
  });

  it('name what is wrong with a question', async () => {
    expect(await world.gateway('litellm?pool=caht')).toMatchObject({ status: 400 });
    expect(await world.gateway('nginx?limit=3')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'limit' }] },
    });
    expect(await world.gateway('litellm?format=toml')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'format' }] },
    });
  });

  it('name as down whom the one who asks leaves out', async () => {
    const answer = await world.gateway('nginx?pool=chat&exclude=openai,deepseek');
    expect([answer.status, answer.text.match(/ down; # \w+$/gm)?.length]).toEqual([200, 2]);
  });
});
