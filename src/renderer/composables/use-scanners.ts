/** The scanners of this machine and the one selected for this counter. */
import {
  computed,
  onMounted,
  ref,
  shallowRef,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import { useBridge } from '#renderer/composables/bridge.ts';
import type { ScannerInfo } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';

export const scannerDpis = [300, 400, 600] as const;
export type ScannerDpi = (typeof scannerDpis)[number];

export interface Scanners {
  readonly list: Readonly<ShallowRef<readonly ScannerInfo[]>>;
  readonly chosen: Readonly<Ref<string>>;
  readonly dpi: Readonly<Ref<ScannerDpi>>;
  readonly looking: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  /** Whether the chosen scanner is among those found. */
  readonly ready: ComputedRef<boolean>;
  look(): Promise<void>;
  choose(scanner: string, dpi: ScannerDpi): Promise<void>;
}

const asDpi = (value: number): ScannerDpi => scannerDpis.find((dpi) => dpi === value) ?? 400;

export const useScanners = (): Scanners => {
  const bridge = useBridge();
  const list = shallowRef<readonly ScannerInfo[]>([]);
  const chosen = ref('');
  const dpi = ref<ScannerDpi>(400);
  const looking = ref(false);
  const error = shallowRef<AppError | null>(null);

  const look = async (): Promise<void> => {
    looking.value = true;
    const answer = await bridge.scanner.list();
    looking.value = false;
    error.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    list.value = answer.data.scanners;
    chosen.value = answer.data.chosen ?? '';
    dpi.value = asDpi(answer.data.dpi);
  };
  onMounted(() => void look());

  return {
    list,
    chosen,
    dpi,
    looking,
    error,
    ready: computed(() => list.value.some((scanner) => scanner.id === chosen.value)),
    look,
    choose: async (scanner, wantedDpi) => {
      chosen.value = scanner;
      dpi.value = wantedDpi;
      const answer = await bridge.scanner.choose({ scanner, dpi: wantedDpi });
      error.value = answer.ok ? null : answer.error;
    },
  };
};
