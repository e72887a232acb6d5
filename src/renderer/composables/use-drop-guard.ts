/** Prevents the browser from opening files that are dropped outside a drop zone. */
import { onBeforeUnmount, onMounted } from 'vue';

/** Used once, by the app shell. Drop zones prevent the browser's default action themselves. */
export const useDropGuard = (): void => {
  const preventDrop = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (event.defaultPrevented || !dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'none';
  };
  const eventTypes = ['dragenter', 'dragover', 'drop'] as const;
  onMounted(() =>
    eventTypes.forEach((eventType) => window.addEventListener(eventType, preventDrop)),
  );
  onBeforeUnmount(() =>
    eventTypes.forEach((eventType) => window.removeEventListener(eventType, preventDrop)),
  );
};
