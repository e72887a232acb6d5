/** Measures registrations through the app's client, compared with one curl process that sends the document's examples over one connection. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { createEkycClient } from '#main/ekyc/client.ts';
import { buildMultipart, type FormPart } from '#main/ekyc/multipart.ts';
import type { SubmissionForm, Token } from '#main/ekyc/port.ts';
import { statsOf, measureMs, type Measurement, type Benchmark } from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';
import { startSink } from '#bench/support/sink.ts';
import { tempFolder } from '#bench/support/temp.ts';

const BATCHES = 10;
/** Registrations in a batch. */
const BATCH_SIZE = 50;
const PICTURE_BYTES = 300_000;
const execFileAsync = promisify(execFile);

const FIELDS = {
  nid_no: '5558274157487',
  dob: '1/10/1980',
  applicant_name_ben: 'মো. আসাদুজ্জামান মিয়া',
  applicant_name_eng: 'Md. Asaduzzaman Miah',
  father_name: 'আবুল মুনীম',
  mother_name: 'আবু মুনী',
  pres_address: '22/1, ইসলামপুর রোড, খুলনা',
  perm_address: '22/1, ইসলামপুর রোড, খুলনা',
  gender: 'Male',
  profession: 'Engineer',
  nominee: 'Ambia Khatun',
  nominee_relation: 'Mother',
  mobile_number: toMobileNumber('01785478964'),
};

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** CPU time in milliseconds of the child processes, from the second line of bash's `times`: `0m0.123s 0m0.045s`. */
const parseChildrenCpuMs = (times: string): number => {
  const line = times.trim().split('\n').at(-1) ?? '';
  return Array.from(
    line.matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000,
  ).reduce((a, b) => a + b, 0);
};

/** Writes the configuration for one curl process per batch, which sends all requests of the batch on one connection. */
const writeCurlConfig = async (url: string, folder: string): Promise<string> => {
  const picture = path.join(folder, 'picture.jpg');
  await writeFile(
    picture,
    Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PICTURE_BYTES - 4)]),
  );
  const commonOptions = [
    'header = "Authorization: Token 0123456789"',
    'header = "Expect:"',
    'output = "/dev/null"',
    'silent',
  ];
  const requestsOfRegistration = [
    [
      `url = "${url}/agent/customer-registration/?step=1&crop=1"`,
      ...commonOptions,
      `form = "id_front=@${picture}"`,
      `form = "id_back=@${picture}"`,
    ],
    [
      `url = "${url}/agent/customer-registration/?step=2"`,
      ...commonOptions,
      ...Object.entries(FIELDS).map(([name, value]) => `form-string = "${name}=${value}"`),
      `form = "applicant_photo=@${picture}"`,
    ],
  ].map((lines) => lines.join('\n'));
  const config = path.join(folder, 'curl.config');
  await writeFile(
    config,
    Array.from({ length: BATCH_SIZE }, () => requestsOfRegistration)
      .flat()
      .join('\nnext\n'),
  );
  return config;
};

const runCurlBatch = async (config: string): Promise<Cost> => {
  let cpuMs = 0;
  const wallMs = await measureMs(async () => {
    const { stdout } = await execFileAsync('bash', ['-c', `curl -K "${config}"; times`]);
    cpuMs = parseChildrenCpuMs(stdout);
  });
  return { wallMs: wallMs / BATCH_SIZE, cpuMs: cpuMs / BATCH_SIZE };
};

/** The cost of one registration of a batch. @param before CPU time of this process before the batch. */
const costPerRegistration = (before: NodeJS.CpuUsage, wallMs: number): Cost => {
  const { user, system } = process.cpuUsage(before);
  return { wallMs: wallMs / BATCH_SIZE, cpuMs: (user + system) / 1000 / BATCH_SIZE };
};

const runClientBatch = async (client: ReturnType<typeof createEkycClient>): Promise<Cost> => {
  const token = '0123456789' as Token;
  const picture = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PICTURE_BYTES - 4)]);
  const before = process.cpuUsage();
  const wallMs = await measureMs(async () => {
    for (let sent = 0; sent < BATCH_SIZE; sent += 1) {
      const { front, back } = must(await client.readCard(token, { front: picture, back: picture }));
      const form: SubmissionForm = { ...FIELDS, front, back, photo: picture };
      const outcome = await client.submit(token, form);
      if (outcome.kind !== 'accepted') throw new Error(`the sink did not accept: ${outcome.kind}`);
    }
  });
  return costPerRegistration(before, wallMs);
};

/** The control on the same runtime: node:http with the body in one buffer, a keep-alive connection for step 1, a new one for step 2. */
const runBareHttpBatch = async (url: string): Promise<Cost> => {
  const picture = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PICTURE_BYTES - 4)]);
  const keepAliveAgent = new Agent({ keepAlive: true });
  const send = (step: string, agent: Agent | false, parts: readonly FormPart[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const { chunks: pieces, contentType } = buildMultipart(parts);
      const body = Buffer.concat(pieces);
      const headers = {
        Authorization: 'Token 0123456789',
        'Content-Type': contentType,
        'Content-Length': body.length,
      };
      request(
        `${url}/agent/customer-registration/?step=${step}`,
        { method: 'POST', agent, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            JSON.parse(Buffer.concat(chunks).toString());
            resolve();
          });
        },
      )
        .on('error', reject)
        .end(body);
    });
  const file = (name: string): FormPart => ({ name, fileName: `${name}.jpg`, jpeg: picture });
  const before = process.cpuUsage();
  const wallMs = await measureMs(async () => {
    for (let sent = 0; sent < BATCH_SIZE; sent += 1) {
      await send('1&crop=1', keepAliveAgent, [file('id_front'), file('id_back')]);
      await send('2', false, [
        ...Object.entries(FIELDS).map(([name, value]) => ({ name, value })),
        file('applicant_photo'),
      ]);
    }
  });
  keepAliveAgent.destroy();
  return costPerRegistration(before, wallMs);
};

const run = async (): Promise<Measurement[]> => {
  const sink = await startSink();
  const config = await writeCurlConfig(sink.url, await tempFolder());
  const client = createEkycClient({ baseUrl: sink.url });
  const [clientCosts, curlCosts, bareCosts]: [Cost[], Cost[], Cost[]] = [[], [], []];
  await runClientBatch(client);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    curlCosts.push(await runCurlBatch(config));
    clientCosts.push(await runClientBatch(client));
    bareCosts.push(await runBareHttpBatch(sink.url));
  }
  sink.stop();
  const statsFor = (costs: readonly Cost[], metric: keyof Cost) =>
    statsOf(costs.map((cost) => cost[metric]));
  const compareWith = (label: string, controls: readonly Cost[]): Measurement[] =>
    (['wallMs', 'cpuMs'] as const).map((metric) => ({
      label: `${metric === 'wallMs' ? 'wall' : 'CPU'}, a registration, against ${label}`,
      unit: 'ms',
      stats: statsFor(clientCosts, metric),
      control: { label, stats: statsFor(controls, metric) },
    }));
  return [...compareWith('curl', curlCosts), ...compareWith('bare node:http', bareCosts)];
};

export const client: Benchmark = {
  name: 'client',
  title: '500 registrations (step 1 and step 2, 3 × 300 KB) through the client',
  target: 'against curl: wall ≤ ×1.2, CPU ≤ ×1.5; against bare node:http: at most 1 ms more',
  limits:
    'The runtime: bare node:http with the whole body in one buffer takes more than the client, which copies no picture. Step 2 takes a fresh connection, ' +
    'so that a kept one that was closed cannot lose it (docs/decisions/0004-at-most-once-submission.md); curl keeps one for both. The body goes out in pieces of 64 KiB, ' +
    'of which each reports progress.',
  before: '2026-11-28, commit 00f7964: wall ×1.22–1.45 (5.3–5.8 ms), CPU ×1.9–2.2 (2.8 ms)',
  run,
};
