/** Fake scanimage with behaviours that SANE's software devices lack. FAKE selects the behaviour; the arguments are appended to the file FAKE_CALLS. */
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';

const args = process.argv.slice(2);
appendFileSync(process.env['FAKE_CALLS']!, `${JSON.stringify(args)}\n`);
const fail = (text: string, status: number): never => {
  process.stderr.write(`scanimage: ${text}\n`);
  process.exit(status);
};
const requestedMode = args[args.indexOf('--mode') + 1];
const writeOutput = (...parts: Uint8Array[]) => process.stdout.write(Buffer.concat(parts));
const picture = () => readFileSync(process.env['FAKE_PICTURE']!);

switch (process.env['FAKE']) {
  case 'vendor-colour-mode':
    if (args.includes('--all-options')) {
      process.stdout.write(
        '  Scan Mode:\n    --mode Black & White|True Gray|24bit Color[Fast] [24bit Color[Fast]]\n',
      );
    } else if (requestedMode !== '24bit Color[Fast]')
      fail('setting of option --mode failed (Invalid argument)', 1);
    else writeOutput(picture());
    break;
  case 'device-list':
    process.stdout.write(
      [
        'genesys:libusb:001:004\tCanon\tLiDE 220\tflatbed scanner',
        'pixma:04A9190A_4C42F1\tCANON\tLiDE 400\tmulti-function peripheral',
        'airscan:e0:Canon MF440\teSCL\tCanon MF440\tip=10.0.0.5',
        'escl:https://10.0.0.6:443\tHP\t400\tflatbed scanner',
        'v4l:/dev/video0\tNoname\tCamera\tvirtual device',
        'a line that is no device',
        '',
      ].join('\n'),
    );
    break;
  case 'output-before-picture':
    writeOutput(Buffer.from('[vendor] backend 1.0 loaded\n'), picture());
    break;
  case 'empty':
    break;
  case 'text-only':
    writeOutput(Buffer.from('this is no picture\n'));
    break;
  case 'endless': {
    const chunk = Buffer.alloc(1024 * 1024, 1);
    const writeChunk = (): void => void process.stdout.write(chunk, writeChunk);
    writeChunk();
    break;
  }
  case 'ignores-sigint':
    process.on('SIGINT', () => undefined);
    process.stderr.write('Progress: 1.0%\r');
    setInterval(() => undefined, 1_000);
    break;
  case 'hangs-after-failure':
    process.on('SIGINT', () => undefined);
    process.stderr.write('scanimage: sane_read: Scanner cover is open\n');
    setInterval(() => undefined, 1_000);
    break;
  case 'leaves-a-process':
    // The child keeps the inherited pipes open for a minute.
    appendFileSync(
      `${process.env['FAKE_CALLS']}.pid`,
      String(spawn('sleep', ['60'], { stdio: 'inherit', detached: true }).pid),
    );
    fail('sane_start: Document feeder jammed', 6);
    break;
  case 'busy-at-open':
    fail('open of device pixma:1 failed: Device busy', 1);
    break;
  case 'denied-at-open':
    fail('open of device pixma:1 failed: Access to resource has been denied', 1);
    break;
  case 'crash':
    process.kill(process.pid, 'SIGSEGV');
    setInterval(() => undefined, 1_000);
    break;
  case 'locale':
    if (process.env['LC_ALL'] !== 'C') fail('কোনো যন্ত্র নেই', 1);
    else writeOutput(picture());
    break;
  default:
    fail('FAKE is not set', 1);
}
