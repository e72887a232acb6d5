import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/** The time, epoch milliseconds, renewed every so often while the component lives. */
export const useNow = (everyMs: number): Readonly<Ref<number>> => {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => {
      now.value = Date.now();
    }, everyMs);
  });
  onBeforeUnmount(() => clearInterval(timer));
  return now;
};
