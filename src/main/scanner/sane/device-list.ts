/** Parses the list of devices of `scanimage --formatted-device-list`. */
import type { ScannerInfo } from '#main/scanner/port.ts';

/** Columns of a line: device name, vendor, model and type, separated by tabs. */
export const DEVICE_LIST_FORMAT = '%d\t%v\t%m\t%t%n';

/** Address of a network device, which its backend includes in the type or the name. */
const hostOf = (device: string, type: string): string | null =>
  /\bip=([0-9A-Fa-f.:]+)/.exec(type)?.[1] ??
  URL.parse(/https?:\/\/[^\s]+/.exec(device)?.[0] ?? '')?.hostname ??
  null;

/** Serial number from the device name, where the backend includes it: `pixma:04A9190A_4C42F1`. */
const serialOf = (device: string): string | null =>
  /^pixma:[0-9A-F]{8}_([0-9A-Za-z]{4,})$/.exec(device)?.[1] ?? null;

/** Values of the vendor column that are placeholders or names of protocols. */
const NOT_VENDORS: readonly string[] = ['Noname', 'eSCL', 'WSD'];

/** Parses the list of devices that `scanimage` prints in the format `DEVICE_LIST_FORMAT`. */
export const parseDeviceList = (output: string): ScannerInfo[] =>
  output
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((columns) => columns.length === 4 && columns[0] !== '')
    .map(([device = '', vendor = '', model = '', type = '']) => {
      const [host, serial] = [hostOf(device, type), serialOf(device)];
      return {
        id: `sane:${device}`,
        driver: 'sane',
        name: [NOT_VENDORS.includes(vendor) ? '' : vendor, model].join(' ').trim() || device,
        ...(host ? { host } : {}),
        ...(serial ? { serial } : {}),
      };
    });
