/** Training mode: the same app against the built-in service on loopback, with invented customers and a simulated scanner. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TrainingCustomer, TrainingFault } from '#shared/domain/training.ts';
import type { EventPayload } from '#shared/ipc/contract.ts';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import { createSimulatedDriver } from '#main/scanner/simulated/driver.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';
import type { InventedCustomer } from '#main/training/customers.ts';
import { loadGuideState } from '#main/training/guide-state.ts';
import type { Accepted } from '#main/training/registry.ts';

export type TrainingView = EventPayload<'training'>;

/** A registration that another branch made a month ago. */
const EARLIER_MS = 30 * 86_400_000;

export interface Training {
  readonly url: string;
  readonly scanner: ScannerDriver;
  view(): TrainingView;
  /** Puts the card of this customer on the glass. */
  choose(customer: TrainingCustomer): void;
  /** Rejects when the address of the service cannot be taken again. */
  setFault(fault: TrainingFault, on: boolean): Promise<void>;
  /** Portrait of the customer whose card is on the scanner, JPEG. */
  portrait(): Promise<Uint8Array>;
  /** Whether the guide of the first start is shown. */
  setGuide(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface TrainingDeps {
  /** `resources/samples`. */
  readonly samples: string;
  /** Data folder of the training mode. */
  readonly folder: string;
  readonly imaging: Imaging & CardImaging;
  readonly changed: (view: TrainingView) => void;
}

const earlierRegistration = ({ card, spoken }: InventedCustomer, photo: Uint8Array): Accepted => ({
  fields: {
    nid_no: card.nid_no,
    dob: card.dob,
    applicant_name_ben: card.name_ben,
    applicant_name_eng: card.name_eng,
    father_name: card.father_name,
    mother_name: card.mother_name,
    pres_address: card.address,
    perm_address: card.address,
    ...spoken,
  },
  frontId: '',
  backId: '',
  photo,
  agentMobile: '',
  at: Date.now() - EARLIER_MS,
});

export const startTraining = async ({
  samples,
  folder,
  imaging,
  changed,
}: TrainingDeps): Promise<Training> => {
  // Loaded on demand, because only training mode needs this service.
  const [
    { createTrainingService },
    { loadCustomers },
    { createElectionCommission },
    { createTrainingFaults },
    { createRecognition },
  ] = await Promise.all([
    import('#main/training/service.ts'),
    import('#main/training/customers.ts'),
    import('#main/training/verdict.ts'),
    import('#main/training/faults.ts'),
    import('#main/training/recognition.ts'),
  ]);
  const load = (name: string): Promise<Uint8Array> => readFile(path.join(samples, name));
  const customers = await loadCustomers(samples);
  const [first] = customers;
  if (!first) throw new Error('no customers for training');
  let onGlass = first;
  let otp = '';
  /** Scans of the front since this card was put on the glass. */
  let fronts = 0;
  const registered = new Set<string>();
  const guide = await loadGuideState(folder);
  const recognition = createRecognition(imaging, load);
  const commission = createElectionCommission(customers, Date.now);

  const view = (): TrainingView => ({
    otp,
    onGlass: onGlass.practice,
    customers: customers.map(({ practice, kind, card, spoken, livesAt }) => ({
      practice,
      card: kind,
      name: { en: card.name_eng, bn: card.name_ben },
      gender: spoken.gender,
      profession: spoken.profession,
      nominee: spoken.nominee,
      nomineeRelation: spoken.nominee_relation,
      mobile: spoken.mobile_number,
      livesAt,
      registered: registered.has(card.nid_no),
    })),
    faults: [...faults.all()],
    guide: guide.isVisible(),
  });
  const tell = (): void => changed(view());
  const faults = createTrainingFaults({ changed: tell });
  const returning = customers.filter(({ practice }) => practice === 'returning');
  const service = await createTrainingService({
    readCard: async (front) => ((await recognition.customerOf(front)) ?? onGlass).reading,
    ecRecord: (entry) => commission.recordOf(entry),
    verdictFor: ({ entry }) => commission.verdictOf(entry),
    onOtp: (_mobile, sent) => {
      otp = sent;
      tell();
    },
    faults,
    earlier: await Promise.all(
      returning.map(async (each) => earlierRegistration(each, await load(each.pictures.photo))),
    ),
    onAccepted: (nid) => {
      registered.add(nid);
      tell();
    },
  });

  return {
    url: service.url,
    scanner: createSimulatedDriver({
      front: async () => {
        recognition.addScanned(onGlass);
        fronts += 1;
        return load(fronts === 1 ? onGlass.pictures.firstFront : onGlass.pictures.front);
      },
      back: () => load(onGlass.pictures.back),
      fault: () => (faults.isOn('cover-open') ? 'SCAN-COVER-OPEN' : null),
    }),
    view,
    choose: (practice) => {
      onGlass = customers.find((each) => each.practice === practice) ?? onGlass;
      fronts = 0;
      tell();
    },
    setFault: async (fault, on) => {
      if (fault === 'line-down') await service.setOnline(!on);
      if (fault === 'signed-out' && on) service.endSessions();
      faults.set(fault, on);
    },
    // A Buffer would arrive in the page as another kind of object.
    portrait: async () => new Uint8Array(await load(onGlass.pictures.photo)),
    setGuide: async (on) => {
      await guide.setVisible(on);
      tell();
    },
    stop: () => service.close(),
  };
};
