/** Creates, fetches and deletes the scan job of a network scanner (eSCL ScanJobs). */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ScanRequest } from '#main/scanner/port.ts';
import type { Capabilities, ScanSettings } from './capabilities.ts';
import { MAX_XML_BYTES, unexpectedStatus, type EsclClient } from './client.ts';
import { abortableSleep, retryAfterMs } from './retry-after.ts';

/** Job id from the path of the Location header. Only the path is used, because devices often send a wrong host, port or scheme. */
const jobIdOf = (location: string | null): string | null =>
  /\/ScanJobs\/([\w.~:-]{1,200})\/?$/.exec(location ?? '')?.[1] ?? null;

/** Creates a job. @returns its id. */
export const createJob = async (
  client: EsclClient,
  caps: Capabilities,
  settings: ScanSettings,
): Promise<Result<string>> => {
  const posted = await client.sendDetectingHost({
    method: 'POST',
    path: 'ScanJobs',
    body: settings.xml,
    maxBytes: MAX_XML_BYTES,
  });
  if (!posted.ok) return posted;
  const jobId = posted.data.status === 201 ? jobIdOf(posted.data.location) : null;
  if (jobId) return ok(jobId);
  const { status } = posted.data;
  // 409 means that the settings were rejected. For other failures the status of the device may contain the reason.
  const problem =
    status === 409 ? null : (await client.fetchStatus(caps.source === 'Feeder'))?.problem;
  if (problem) return err(problem, { params: { status } });
  return status === 503 ? err('SCAN-BUSY', { params: { status } }) : unexpectedStatus(posted.data);
};

/** Fetches the picture of a job, and waits for it while the device scans. */
export const fetchPicture = async (
  client: EsclClient,
  caps: Capabilities,
  jobId: string,
  { signal, onProgress }: Pick<ScanRequest, 'signal' | 'onProgress'>,
): Promise<Result<Buffer>> => {
  const onBytes = (receivedBytes: number, expectedBytes: number | null): void =>
    onProgress?.(
      expectedBytes ? Math.floor(Math.min(1, receivedBytes / expectedBytes) * 100) : null,
    );
  for (;;) {
    onProgress?.(null);
    const response = await client.send({
      method: 'GET',
      path: `ScanJobs/${jobId}/NextDocument`,
      maxBytes: limits.importMaxBytes,
      onBytes,
    });
    if (!response.ok) return response;
    const { status, body, retryAfter } = response.data;
    if (status === 200 && body.length > 0) return ok(body);
    const state = await client.fetchStatus(caps.source === 'Feeder');
    const problem = state?.jobProblem(jobId) ?? state?.problem ?? null;
    // Many devices return one of these statuses while the scan is still in progress.
    const isStillScanning =
      [200, 404, 410, 500].includes(status) && state?.isJobInProgress(jobId) === true;
    if (status === 503 || isStillScanning) {
      // A busy or warming-up device is not a failure here, because it is working on this job.
      if (problem && problem !== 'SCAN-BUSY' && problem !== 'SCAN-WARMING-UP')
        return err(problem, { params: { status } });
      await abortableSleep(retryAfterMs(retryAfter), signal);
      continue;
    }
    if (problem) return err(problem, { params: { status } });
    // The job ended without a picture.
    return [200, 404, 410].includes(status)
      ? err('SCAN-BAD-IMAGE', { params: { status } })
      : unexpectedStatus(response.data);
  }
};

/** Deletes a job, so that it does not keep the device busy. A failure is ignored, because the scan has ended. */
export const deleteJob = async (client: EsclClient, jobId: string): Promise<void> => {
  await client.send({ method: 'DELETE', path: `ScanJobs/${jobId}`, maxBytes: MAX_XML_BYTES });
};
