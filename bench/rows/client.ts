/** Registrations through the app's client against one curl process that sends the document's own examples over a kept connection. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { SubmissionForm, Token } from '#main/ekyc/port.ts';
import { statsOf, timed, type Measure, type Row } from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';
import { startSink } from '#bench/support/sink.ts';
import { tempFolder } from '#bench/support/temp.ts';

const BATCHES = 10;
const IN_BATCH = 50;
const PICTURE_BYTES = 300_000;
const run = promisify(execFile);

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
  mobile_number: '01785478964',
};

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What bash's `times` prints of its children: `0m0.123s 0m0.045s` in the second line. */
const childrenCpuMs = (times: string): number => {
  const line = times.trim().split('\n').at(-1) ?? '';
  return Array.from(
    line.matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000,
  ).reduce((a, b) => a + b, 0);
};

/** One curl process for a whole batch: every request of it on one connection. */
const writeCurlConfig = async (url: string, folder: string): Promise<string> => {
  const picture = path.join(folder, 'picture.jpg');
  await writeFile(
    picture,
    Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PICTURE_BYTES - 4)]),
  );
  const common = [
    'header = "Authorization: Token 0123456789"',
    'header = "Expect:"',
    'output = "/dev/null"',
    'silent',
  ];
  const one = [
    [
      `url = "${url}/agent/customer-registration/?step=1&crop=1"`,
      ...common,
      `form = "id_front=@${picture}"`,
      `form = "id_back=@${picture}"`,
    ],
    [
      `url = "${url}/agent/customer-registration/?step=2"`,
      ...common,
      ...Object.entries(FIELDS).map(([name, value]) => `form-string = "${name}=${value}"`),
      `form = "applicant_photo=@${picture}"`,
    ],
  ].map((lines) => lines.join('\n'));
  const config = path.join(folder, 'curl.config');
  await writeFile(
    config,
    Array.from({ length: IN_BATCH }, () => one)
      .flat()
      .join('\nnext\n'),
  );
  return config;
};

const curlBatch = async (config: string): Promise<Cost> => {
  let cpuMs = 0;
  const wallMs = await timed(async () => {
    const { stdout } = await run('bash', ['-c', `curl -K "${config}"; times`]);
    cpuMs = childrenCpuMs(stdout);
  });
  return { wallMs: wallMs / IN_BATCH, cpuMs: cpuMs / IN_BATCH };
};

const clientBatch = async (client: ReturnType<typeof createEkycClient>): Promise<Cost> => {
  const token = '0123456789' as Token;
  const picture = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PICTURE_BYTES - 4)]);
  const before = process.cpuUsage();
  const wallMs = await timed(async () => {
    for (let sent = 0; sent < IN_BATCH; sent += 1) {
      const { front, back } = must(await client.readCard(token, { front: picture, back: picture }));
      const form: SubmissionForm = { ...FIELDS, front, back, photo: picture };
      const outcome = await client.submit(token, form);
      if (outcome.kind !== 'accepted') throw new Error(`the sink did not accept: ${outcome.kind}`);
    }
  });
  const { user, system } = process.cpuUsage(before);
  return { wallMs: wallMs / IN_BATCH, cpuMs: (user + system) / 1000 / IN_BATCH };
};

const measure = async (): Promise<Measure[]> => {
  const sink = await startSink();
  const config = await writeCurlConfig(sink.url, await tempFolder());
  const client = createEkycClient({ baseUrl: sink.url });
  const [ours, curls]: [Cost[], Cost[]] = [[], []];
  await clientBatch(client);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    curls.push(await curlBatch(config));
    ours.push(await clientBatch(client));
  }
  sink.stop();
  const of = (costs: readonly Cost[], what: keyof Cost) => statsOf(costs.map((cost) => cost[what]));
  return [
    {
      label: 'wall, a registration',
      unit: 'ms',
      stats: of(ours, 'wallMs'),
      control: { label: 'curl', stats: of(curls, 'wallMs') },
    },
    {
      label: 'CPU, a registration',
      unit: 'ms',
      stats: of(ours, 'cpuMs'),
      control: { label: 'curl', stats: of(curls, 'cpuMs') },
    },
  ];
};

export const client: Row = {
  name: 'client',
  title: '500 registrations (step 1 and step 2, 3 × 300 KB) through the client',
  bar: 'wall ≤ ×1.2, CPU ≤ ×1.5',
  limits:
    'Step 2 takes a fresh connection, so that a kept one that was closed cannot lose it (docs/decisions/0004-at-most-once-submission.md); curl keeps one for both. The body goes out in pieces of 64 KiB.',
  before: '2026-11-28, commit 00f7964: wall ×1.22–1.45 (5.3–5.8 ms), CPU ×1.9–2.2 (2.8 ms)',
  run: measure,
};
