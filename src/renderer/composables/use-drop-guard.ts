/** Keeps files out of the page wherever no drop zone takes them: the browser would open them in its place. */
import { onBeforeUnmount, onMounted } from 'vue';

const takesFiles = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && target.type === 'file';

/** For the shell. A drop zone stops the default itself; a file input takes the file as the browser means it. */
export const useDropGuard = (): void => {
  const refuse = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (
      event.defaultPrevented ||
      takesFiles(event.target) ||
      !dataTransfer?.types.includes('Files')
    )
      return;
    event.preventDefault();
    dataTransfer.dropEffect = 'none';
  };
  const kinds = ['dragenter', 'dragover', 'drop'] as const;
  onMounted(() => kinds.forEach((kind) => window.addEventListener(kind, refuse)));
  onBeforeUnmount(() => kinds.forEach((kind) => window.removeEventListener(kind, refuse)));
};
