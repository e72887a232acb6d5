/**
 * Keeps the selected row of the outbox while rows are loaded, filtered and changed. A row can be selected before it is
 * loaded.
 */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { OutboxRow } from '#shared/domain/outbox.ts';
import type { OutboxDetailsLoader, OutboxDetails } from './use-outbox-details.ts';
import type { Outbox } from './use-outbox.ts';

export interface OutboxSelection {
  /** Index of the selected row; null when it is not loaded or none is selected. */
  readonly selectedIndex: ComputedRef<number | null>;
  /** Index of the row that was selected last; -1 for none. */
  readonly lastSelectedIndex: Readonly<Ref<number>>;
  /**
   * Details of the selected row, on which the keys act; null until they are loaded. Meanwhile the panel displays those
   * of the previously selected row.
   */
  readonly selectedDetails: ComputedRef<OutboxDetails | null>;
  readonly selectedRow: ComputedRef<OutboxRow | null>;
  readonly selectRow: (index: number) => void;
  /** Selects the first row when no displayed row is selected. Called after the list was filtered. */
  readonly selectFirstIfNone: () => Promise<void>;
}

export interface OutboxSelectionDeps {
  readonly list: Outbox;
  readonly outboxDetails: OutboxDetailsLoader;
  /** Called before a row is selected. */
  readonly onSelect: () => void;
}

export const useOutboxSelection = ({
  list,
  outboxDetails,
  onSelect,
}: OutboxSelectionDeps): OutboxSelection => {
  const lastSelectedIndex = ref(-1);
  const selectedIndex = computed(() =>
    outboxDetails.id.value === null ? null : list.indexOf(outboxDetails.id.value),
  );
  const selectedDetails = computed(() => {
    const current = outboxDetails.details.value;
    return current?.row.id === outboxDetails.id.value ? current : null;
  });

  const selectRow = (index: number): void => {
    lastSelectedIndex.value = index;
    onSelect();
    const row = list.rowAt(index);
    if (row) void outboxDetails.select(row.id);
  };
  /** Selects a row that was chosen before it was loaded. */
  watch(list.rows, () => {
    if (
      lastSelectedIndex.value >= 0 &&
      selectedIndex.value === null &&
      list.rowAt(lastSelectedIndex.value) &&
      outboxDetails.id.value === null
    )
      selectRow(lastSelectedIndex.value);
  });

  return {
    selectedIndex,
    lastSelectedIndex,
    selectedDetails,
    selectedRow: computed(() => selectedDetails.value?.row ?? null),
    selectRow,
    selectFirstIfNone: async () => {
      lastSelectedIndex.value = -1;
      if (selectedIndex.value !== null) return;
      if (list.total.value > 0) selectRow(0);
      else await outboxDetails.select(null);
    },
  };
};
