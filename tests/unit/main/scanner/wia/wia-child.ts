/** Fake WIA process. The name of the device selects its behaviour. */
import { err, ok, type Result } from '#shared/result.ts';
import { parentPortOf, serveHelper } from '#main/process/serve.ts';

/** The header of a PNG of 1299 × 945 pixels. */
const picture = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 5,
  0x13, 0, 0, 3, 0xb1,
]);

const scan = async (payload: unknown): Promise<Result<unknown>> => {
  const { device } = payload as { device: string };
  if (device === 'dies') process.exit(5);
  if (device === 'hangs') return new Promise(() => undefined);
  if (device === 'slow') await new Promise((resolve) => setTimeout(resolve, 700));
  if (device === 'busy') return err('SCAN-BUSY', { params: { hresult: '0x80210006' } });
  if (device === 'text')
    return ok({ bytes: new TextEncoder().encode('this is no picture'), dpi: 300 });
  if (device === 'nonsense') return ok({ bytes: 'a picture', dpi: -1 });
  return ok({ bytes: picture, dpi: 300 });
};

serveHelper(parentPortOf(process)!, {
  scan,
  list: async () => ok([{ device: '{6BDD1FC6}\\0001', name: 'স্ক্যানার', more: 'ignored' }]),
});
