/**
 * Starts the replacements of the service and the scanner in training mode: the built-in service on loopback, the invented
 * customers and the simulated scanner.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TrainingCustomer, TrainingFault } from '#shared/domain/training.ts';
import type { EventPayload } from '#shared/ipc/contract.ts';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import { createSimulatedDriver } from '#main/scanner/simulated/driver.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';
import type { InventedCustomer } from '#main/training/customers.ts';
import { loadGuideState } from '#main/training/guide-state.ts';
import type { AcceptedForm } from '#main/training/registry.ts';

export type TrainingView = EventPayload<'training'>;

/** Age of the invented earlier registration of another branch. */
const EARLIER_REGISTRATION_AGE_MS = 30 * 86_400_000;

export interface Training {
  readonly url: string;
  readonly scanner: ScannerDriver;
  view(): TrainingView;
  /** Selects the customer whose card the simulated scanner scans. */
  choose(customer: TrainingCustomer): void;
  /** Rejects when the built-in service cannot listen on its address again. */
  setFault(fault: TrainingFault, on: boolean): Promise<void>;
  /** Portrait of the selected customer, JPEG. */
  portrait(): Promise<Uint8Array>;
  /** Shows or hides the guide. */
  setGuide(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface TrainingDeps {
  /** `resources/samples`. */
  readonly samples: string;
  /** Data folder of the training mode. */
  readonly folder: string;
  readonly imaging: Imaging & CardImaging;
  readonly onChange: (view: TrainingView) => void;
}

const createEarlierRegistration = (
  { card, spoken }: InventedCustomer,
  photo: Uint8Array,
): AcceptedForm => ({
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
  at: Date.now() - EARLIER_REGISTRATION_AGE_MS,
});

export const startTraining = async ({
  samples,
  folder,
  imaging,
  onChange,
}: TrainingDeps): Promise<Training> => {
  // Loaded on demand, because only training mode needs these modules.
  const [
    { createTrainingService },
    { loadCustomers },
    { createElectionCommission },
    { createTrainingFaults },
    { createRecognition },
  ] = await Promise.all([
    import('#main/training/service.ts'),
    import('#main/training/customers.ts'),
    import('#main/training/election-commission.ts'),
    import('#main/training/faults.ts'),
    import('#main/training/recognition.ts'),
  ]);
  const loadSample = (name: string): Promise<Uint8Array> => readFile(path.join(samples, name));
  const customers = await loadCustomers(samples);
  const [firstCustomer] = customers;
  if (!firstCustomer) throw new Error('no customers for training');
  let customerOnGlass = firstCustomer;
  let otp = '';
  /** Number of scans of the front since the current customer was selected. */
  let frontScans = 0;
  const registeredNids = new Set<string>();
  const guide = await loadGuideState(folder);
  const recognition = createRecognition(imaging, loadSample);
  const commission = createElectionCommission(customers, Date.now);

  const view = (): TrainingView => ({
    otp,
    onGlass: customerOnGlass.practice,
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
      registered: registeredNids.has(card.nid_no),
    })),
    faults: [...faults.active()],
    guide: guide.isVisible(),
  });
  const notify = (): void => onChange(view());
  const faults = createTrainingFaults({ onChange: notify });
  const returningCustomers = customers.filter(({ practice }) => practice === 'returning');
  const service = await createTrainingService({
    readCard: async (front) => ((await recognition.customerOf(front)) ?? customerOnGlass).reading,
    ecRecord: (entry) => commission.recordOf(entry),
    verdictFor: ({ entry }) => commission.verdictOf(entry),
    onOtp: (_mobile, newOtp) => {
      otp = newOtp;
      notify();
    },
    faults,
    earlierRegistrations: await Promise.all(
      returningCustomers.map(async (each) =>
        createEarlierRegistration(each, await loadSample(each.pictures.photo)),
      ),
    ),
    onAccepted: (nid) => {
      registeredNids.add(nid);
      notify();
    },
  });

  return {
    url: service.url,
    scanner: createSimulatedDriver({
      loadFront: async () => {
        recognition.addScanned(customerOnGlass);
        frontScans += 1;
        return loadSample(
          frontScans === 1 ? customerOnGlass.pictures.firstFront : customerOnGlass.pictures.front,
        );
      },
      loadBack: () => loadSample(customerOnGlass.pictures.back),
      fault: () => (faults.isOn('cover-open') ? 'SCAN-COVER-OPEN' : null),
    }),
    view,
    choose: (practice) => {
      customerOnGlass = customers.find((each) => each.practice === practice) ?? customerOnGlass;
      frontScans = 0;
      notify();
    },
    setFault: async (fault, on) => {
      if (fault === 'connection-down') await service.setOnline(!on);
      if (fault === 'signed-out' && on) service.endSessions();
      faults.set(fault, on);
    },
    // Copied, because the page does not receive a Buffer as a Uint8Array.
    portrait: async () => new Uint8Array(await loadSample(customerOnGlass.pictures.photo)),
    setGuide: async (on) => {
      await guide.setVisible(on);
      notify();
    },
    stop: () => service.close(),
  };
};
