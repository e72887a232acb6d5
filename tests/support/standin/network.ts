/** Intercepts the requests of a page for webRequest, protocol.handle and navigation events. */
import type { OnBeforeRequestListenerDetails, OnHeadersReceivedListenerDetails } from 'electron';
import { objectOf, textOf } from './cdp.ts';
import type { CdpObject, CdpSession } from './cdp.ts';
import { filterMatches } from './session-policy.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SchemeMap } from './urls.ts';

const RESOURCE_TYPES: Readonly<Record<string, OnBeforeRequestListenerDetails['resourceType']>> = {
  Document: 'mainFrame',
  Stylesheet: 'stylesheet',
  Image: 'image',
  Media: 'media',
  Font: 'font',
  Script: 'script',
  XHR: 'xhr',
  Fetch: 'xhr',
  WebSocket: 'webSocket',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
};

/** Dependencies of the interception of a target's requests. */
export interface NetworkDeps {
  readonly policy: SessionPolicy;
  readonly schemes: SchemeMap;
  readonly mainFrame: string;
  webContentsId(): number;
  /** Called before a document is fetched; true stops the navigation. */
  navigationBlocked(frame: string, appUrl: string, redirected: boolean): boolean;
}

interface HeaderEntry {
  readonly name: string;
  readonly value: string;
}

function groupHeaders(entries: readonly HeaderEntry[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const { name, value } of entries) (headers[name] ??= []).push(value);
  return headers;
}

function flattenHeaders(headers: Record<string, string | string[]>): HeaderEntry[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value })),
  );
}

/** Sends every request of a target through the app's handlers: navigation events, webRequest and protocol.handle. */
export async function interceptRequests(target: CdpSession, deps: NetworkDeps): Promise<void> {
  const { policy, schemes } = deps;

  const createDetails = (params: CdpObject, url: string): OnBeforeRequestListenerDetails => {
    const resourceType = RESOURCE_TYPES[textOf(params, 'resourceType')] ?? 'other';
    const request = objectOf(params, 'request');
    return {
      id: Number(textOf(params, 'requestId').replace(/\D/g, '')) || 0,
      url,
      method: textOf(request, 'method'),
      webContentsId: deps.webContentsId(),
      resourceType:
        resourceType === 'mainFrame' && textOf(params, 'frameId') !== deps.mainFrame
          ? 'subFrame'
          : resourceType,
      referrer: schemes.toApp(textOf(objectOf(request, 'headers'), 'Referer')),
      timestamp: Date.now(),
      uploadData: [],
    };
  };

  const applyHeadersReceived = (
    params: CdpObject,
    url: string,
    statusCode: number,
    entries: HeaderEntry[],
  ): Promise<HeaderEntry[] | null> => {
    const hook = policy.headersReceived;
    if (hook === null || !filterMatches(hook.filter, url)) return Promise.resolve(entries);
    const responseDetails: OnHeadersReceivedListenerDetails = {
      ...createDetails(params, url),
      statusLine: `HTTP/1.1 ${String(statusCode)}`,
      statusCode,
      responseHeaders: groupHeaders(entries),
    };
    return new Promise((resolve) => {
      hook.listener(responseDetails, (decision) => {
        if (decision.cancel === true) resolve(null);
        else
          resolve(
            decision.responseHeaders === undefined
              ? entries
              : flattenHeaders(decision.responseHeaders),
          );
      });
    });
  };

  const fulfilRequest = async (
    params: CdpObject,
    url: string,
    response: Response,
  ): Promise<void> => {
    const requestId = textOf(params, 'requestId');
    const headers =
      response.type === 'error'
        ? null
        : await applyHeadersReceived(
            params,
            url,
            response.status,
            [...response.headers].map(([name, value]) => ({ name, value })),
          );
    if (headers === null) {
      await target.send('Fetch.failRequest', { requestId, errorReason: 'Failed' });
      return;
    }
    const body = Buffer.from(await response.arrayBuffer()).toString('base64');
    await target.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: headers,
      body,
    });
  };

  const toRequest = (params: CdpObject, url: string): Request => {
    const request = objectOf(params, 'request');
    const headers = new Headers();
    for (const [name, value] of Object.entries(objectOf(request, 'headers')))
      headers.set(name, schemes.toApp(String(value)));
    const entries = Array.isArray(request['postDataEntries'])
      ? (request['postDataEntries'] as CdpObject[])
      : [];
    const method = textOf(request, 'method');
    const body = Buffer.concat(
      entries.map((entry) => Buffer.from(textOf(entry, 'bytes'), 'base64')),
    );
    return new Request(url, {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    });
  };

  const handleRequest = async (params: CdpObject): Promise<void> => {
    const requestId = textOf(params, 'requestId');
    const url = schemes.toApp(textOf(objectOf(params, 'request'), 'url'));
    const fail = (errorReason: string): Promise<CdpObject> =>
      target.send('Fetch.failRequest', { requestId, errorReason });
    if (
      textOf(params, 'resourceType') === 'Document' &&
      deps.navigationBlocked(
        textOf(params, 'frameId'),
        url,
        textOf(params, 'redirectedRequestId') !== '',
      )
    ) {
      await fail('Aborted');
      return;
    }
    const hook = policy.beforeRequest;
    if (hook !== null && filterMatches(hook.filter, url)) {
      const decision = await new Promise<{ cancel?: boolean; redirectURL?: string }>((resolve) => {
        hook.listener(createDetails(params, url), resolve);
      });
      if (decision.cancel === true) {
        await fail('BlockedByClient');
        return;
      }
      if (decision.redirectURL !== undefined) {
        const responseHeaders = [
          { name: 'Location', value: schemes.toBrowser(decision.redirectURL) },
        ];
        await target.send('Fetch.fulfillRequest', {
          requestId,
          responseCode: 307,
          responseHeaders,
        });
        return;
      }
    }
    const scheme = url.slice(0, url.indexOf(':'));
    const handler = policy.handlers.get(scheme);
    if (handler !== undefined)
      await fulfilRequest(params, url, await handler(toRequest(params, url)));
    // An address of the app's own scheme without a handler must never reach the network, not even as a DNS query.
    else if (schemes.toBrowser(url) !== url) await fail('Failed');
    else
      await target.send('Fetch.continueRequest', {
        requestId,
        interceptResponse: policy.headersReceived !== null,
      });
  };

  const handleResponse = async (params: CdpObject): Promise<void> => {
    const requestId = textOf(params, 'requestId');
    const status = Number(params['responseStatusCode']);
    const entries = Array.isArray(params['responseHeaders'])
      ? (params['responseHeaders'] as HeaderEntry[])
      : [];
    const headers = await applyHeadersReceived(
      params,
      textOf(objectOf(params, 'request'), 'url'),
      status,
      entries,
    );
    if (headers === null)
      await target.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    else
      await target.send('Fetch.continueResponse', {
        requestId,
        responseCode: status,
        responseHeaders: headers,
      });
  };

  target.on('Fetch.requestPaused', (params) => {
    const requestId = textOf(params, 'requestId');
    const handling =
      params['responseErrorReason'] !== undefined
        ? target.send('Fetch.continueRequest', { requestId })
        : params['responseStatusCode'] !== undefined
          ? handleResponse(params)
          : handleRequest(params);
    handling.catch((error: unknown) => {
      // The error of a request whose page no longer exists is ignored. A handler that threw fails the request, as in Electron.
      if (!/Invalid InterceptionId|the browser has gone|Session with given id/.test(String(error)))
        process.stderr.write(`stand-in: ${String(error)}\n`);
      void target
        .send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
        .catch(() => undefined);
    });
  });
  await target.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
}
