import { toMobileNumber } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import { createConnectivityMonitor } from '#main/connectivity/monitor.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';

describe('createConnectivityMonitor', () => {
  it('starts as unknown and then reports the result of each call with the cause of a failure', async () => {
    const service = await createTestService({});
    const proxy = await startFaultProxy(service.url);
    let time = 1_000;
    const monitor = createConnectivityMonitor({
      client: createEkycClient({ baseUrl: proxy.url }),
      now: () => time,
    });
    const reachableStates: (boolean | null)[] = [];
    monitor.onChange((view) => reachableStates.push(view.reachable));
    expect(monitor.view()).toEqual({ reachable: null, since: 1_000, error: null });

    await monitor.client.probe();
    expect(monitor.view()).toEqual({ reachable: true, since: 1_000, error: null });
    time = 2_000;
    await proxy.cut();
    await monitor.client.requestOtp(toMobileNumber('01300000042'));
    expect(monitor.view()).toMatchObject({
      reachable: false,
      since: 2_000,
      error: { code: 'NET-REFUSED' },
    });
    time = 3_000;
    await monitor.client.probe();
    expect(monitor.view()).toMatchObject({ reachable: false, since: 2_000 });
    await proxy.restore();
    await monitor.client.probe();
    expect(monitor.view()).toEqual({ reachable: true, since: 3_000, error: null });
    expect(reachableStates).toEqual([true, false, true]);
    await proxy.close();
    await service.close();
  });

  it('treats a refusal by the service as reachable', async () => {
    const service = await createTestService({});
    const monitor = createConnectivityMonitor({
      client: createEkycClient({ baseUrl: service.url }),
      now: () => 0,
    });
    service.faults.failNext('requestOtp', 'status-500');
    expect((await monitor.client.requestOtp(toMobileNumber('01300000042'))).ok).toBe(false);
    expect(monitor.view().reachable).toBe(true);
    await service.close();
  });

  it.each(['html-502', 'cut-answer'] as const)(
    'probes after %s and stays reachable when the probe succeeds',
    async (fault) => {
      const service = await createTestService({});
      const monitor = createConnectivityMonitor({
        client: createEkycClient({ baseUrl: service.url }),
        now: () => 0,
      });
      const reachableStates: (boolean | null)[] = [];
      monitor.onChange((view) => reachableStates.push(view.reachable));
      service.faults.failNext('requestOtp', fault);
      expect((await monitor.client.requestOtp(toMobileNumber('01300000042'))).ok).toBe(false);
      await expect.poll(() => monitor.view().reachable).toBe(true);
      expect(reachableStates).toEqual([true]);
      await service.close();
    },
  );

  it('becomes unreachable when a response was cut and the probe fails', async () => {
    const service = await createTestService({});
    const proxy = await startFaultProxy(service.url);
    const monitor = createConnectivityMonitor({
      client: createEkycClient({ baseUrl: proxy.url }),
      now: () => 0,
    });
    await monitor.client.probe();
    service.faults.failNext('requestOtp', 'hang');
    const pending = monitor.client.requestOtp(toMobileNumber('01300000042'));
    await expect.poll(() => service.requests().length).toBe(1);
    await proxy.cut();
    expect(await pending).toMatchObject({ error: { code: 'NET-CUT' } });
    await expect.poll(() => monitor.view().reachable).toBe(false);
    await proxy.close();
    await service.close();
  });

  it('becomes reachable again through its own probes', async () => {
    const service = await createTestService({});
    const proxy = await startFaultProxy(service.url);
    await proxy.cut();
    const monitor = createConnectivityMonitor({
      client: createEkycClient({ baseUrl: proxy.url }),
      now: () => 0,
      probeIntervalMs: { reachable: 60_000, unreachable: 20 },
    });
    monitor.start();
    await expect.poll(() => monitor.view().reachable).toBe(false);
    await proxy.restore();
    await expect.poll(() => monitor.view().reachable).toBe(true);
    monitor.stop();
    await proxy.close();
    await service.close();
  });
});
