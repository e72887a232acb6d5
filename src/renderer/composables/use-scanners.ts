/** The connected scanners and the one selected for this counter. */
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
const DEFAULT_DPI: ScannerDpi = 400;

export interface Scanners {
  readonly list: Readonly<ShallowRef<readonly ScannerInfo[]>>;
  readonly selectedId: Readonly<Ref<string>>;
  readonly dpi: Readonly<Ref<ScannerDpi>>;
  readonly isRefreshing: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  /** Whether the selected scanner is connected. */
  readonly isAvailable: ComputedRef<boolean>;
  refresh(): Promise<void>;
  choose(scanner: string, dpi: ScannerDpi): Promise<void>;
}

const toScannerDpi = (value: number): ScannerDpi =>
  scannerDpis.find((dpi) => dpi === value) ?? DEFAULT_DPI;

export const useScanners = (): Scanners => {
  const bridge = useBridge();
  const list = shallowRef<readonly ScannerInfo[]>([]);
  const chosen = ref('');
  const dpi = ref<ScannerDpi>(DEFAULT_DPI);
  const isRefreshing = ref(false);
  const error = shallowRef<AppError | null>(null);

  const refresh = async (): Promise<void> => {
    isRefreshing.value = true;
    const answer = await bridge.scanner.list();
    isRefreshing.value = false;
    error.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    list.value = answer.data.scanners;
    chosen.value = answer.data.chosen ?? '';
    dpi.value = toScannerDpi(answer.data.dpi);
  };
  onMounted(() => void refresh());

  return {
    list,
    selectedId: chosen,
    dpi,
    isRefreshing,
    error,
    isAvailable: computed(() => list.value.some((scanner) => scanner.id === chosen.value)),
    refresh,
    choose: async (scanner, nextDpi) => {
      chosen.value = scanner;
      dpi.value = nextDpi;
      const answer = await bridge.scanner.choose({ scanner, dpi: nextDpi });
      error.value = answer.ok ? null : answer.error;
    },
  };
};
