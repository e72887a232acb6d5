/** Handlers for the open registration and the list of registrations. */
import type { Exchange } from '#main/exchange/port.ts';
import type { Registrations } from '#main/registrations/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface RegistrationHandlerDeps {
  readonly registrations: Registrations;
  /** Reads the pictures that are chosen on a drive. */
  readonly exchange: Pick<Exchange, 'readPicture'>;
  /** Starts the imaging process, so that the first picture does not wait for it. */
  readonly prepareImaging: () => void;
}

export const registrationHandlers = ({
  registrations,
  exchange,
  prepareImaging,
}: RegistrationHandlerDeps) =>
  ({
    'registration.start': () => {
      prepareImaging();
      return registrations.start();
    },
    'registration.current': () => registrations.current(),
    'registration.open': ({ id }) => registrations.open(id),
    'registration.putAside': ({ id }) => registrations.putAside(id),
    'registration.discard': ({ id, reason, leadPin }) => registrations.discard(id, reason, leadPin),
    'registration.undoDiscard': ({ id }) => registrations.undoDiscard(id),
    'registration.setStep': ({ id, step }) => registrations.setStep(id, step),
    'registration.saveFields': ({ id, values, sameAddress, chosen }) =>
      registrations.saveFields(id, values, sameAddress, chosen),
    'registration.putPicture': ({ id, part, bytes, origin, photoProblems }) =>
      registrations.putPicture(id, {
        part,
        bytes,
        origin,
        dpi: null,
        ...(photoProblems && { photoProblems }),
      }),
    'registration.importPicture': async ({ id, part, file }) => {
      const read = await exchange.readPicture(file);
      if (!read.ok) return read;
      return registrations.putPicture(id, { part, bytes: read.data, origin: 'import', dpi: null });
    },
    'registration.removePicture': ({ id, part }) => registrations.removePicture(id, part),
    'registration.overridePicture': ({ id, part, reason }) =>
      registrations.overridePicture(id, part, reason),
    'registration.cropCard': ({ id, side, corners }) => registrations.cropCard(id, side, corners),
    'registration.addScannedCode': ({ id, text }) => registrations.addScannedCode(id, text),
    'registration.readCard': ({ id }) => registrations.readCard(id),
    'registration.submit': ({ id, consent }) => registrations.submit(id, consent),
    'registration.close': ({ id }) => registrations.close(id),
    'registration.list': ({ filter }) => registrations.list(filter),
    'registration.counts': () => registrations.counts(),
    'registration.retry': ({ id }) => registrations.retry(id),
    'registration.checkNow': ({ id }) => registrations.checkNow(id),
    'registration.decide': ({ id, decision, note }) => registrations.decide(id, decision, note),
    'registration.duplicates': ({ id }) => registrations.duplicates(id),
    'outbox.hold': ({ id }) => registrations.hold(id),
    'outbox.release': ({ id }) => registrations.release(id),
    'outbox.takeOver': ({ id, leadPin }) => registrations.takeOver(id, leadPin),
    'outbox.retryAll': () => registrations.retryAll(),
  }) satisfies Partial<Handlers>;
