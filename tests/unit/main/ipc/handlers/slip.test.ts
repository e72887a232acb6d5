import { describe, expect, it } from 'vitest';
import { slipHandlers } from '#main/ipc/handlers/slip.ts';
import { A4_MICRONS, type PaperSize } from '#main/printing/page-printer.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';

const OPEN_ID = '00000000-0000-4000-8000-000000000001';
const OTHER_ID = '00000000-0000-4000-8000-000000000002';

const createHandlers = (openRegistration: Result<RegistrationView | null>) => {
  const printed: PaperSize[] = [];
  const handlers = slipHandlers({
    printer: {
      print: async (paper) => {
        printed.push(paper);
        return ok(undefined);
      },
    },
    slipSize: () => '80mm',
    openRegistration: async () => openRegistration,
  });
  return { handlers, printed };
};
const createView = (id: string) => ok({ id } as RegistrationView);

describe('slipHandlers', () => {
  it('print the slip of the open registration on paper of the roll as long as the slip', async () => {
    const { handlers, printed } = createHandlers(createView(OPEN_ID));
    expect(await handlers['slip.print']({ id: OPEN_ID, lengthMm: 150 })).toEqual(ok(undefined));
    expect(printed).toEqual([{ width: 80_000, height: 150_000 }]);
  });

  it.each([
    ['another registration is open', createView(OTHER_ID), 'REG-STATE'],
    ['none is open', ok(null), 'REG-STATE'],
    ['the open one cannot be read', err('STORE-DAMAGED'), 'STORE-DAMAGED'],
  ] as const)('print nothing when %s', async (_case, openRegistration, code) => {
    const { handlers, printed } = createHandlers(openRegistration);
    expect(await handlers['slip.print']({ id: OPEN_ID, lengthMm: 150 })).toEqual(err(code));
    expect(printed).toEqual([]);
  });

  it('print the empty paper form on A4, whether or not a registration is open', async () => {
    const { handlers, printed } = createHandlers(ok(null));
    expect(await handlers['paperForm.print']()).toEqual(ok(undefined));
    expect(printed).toEqual([A4_MICRONS]);
  });
});
