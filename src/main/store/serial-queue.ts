/** Queue that runs asynchronous jobs one after another. */

/** Creates a queue. @returns a function that appends a job and resolves with its result; a failed job does not stop the queue. */
export const createSerialQueue = () => {
  let tail: Promise<unknown> = Promise.resolve();
  return <T>(job: () => Promise<T>): Promise<T> => {
    const run = tail.then(job, job);
    tail = run.catch(() => undefined);
    return run;
  };
};
