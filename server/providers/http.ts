/** The pooled HTTP client of all providers: at most 50 connections a host and 100 in all, kept open and reused. */
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, interceptors } from 'undici';
import { isLoopback } from '../loopback.ts';
import { RequestError } from '../request-error.ts';
import { ConnectionTurns } from './connection-turns.ts';
import { isHeaderValue } from './header-value.ts';
import { HttpExchange, type HttpResponse } from './http-exchange.ts';
import { OpenSockets } from './open-sockets.ts';
import { type ProxySources, proxySettings } from './proxy-settings.ts';

export interface HttpOptions extends ProxySources {
  /** Certificate authorities to trust besides the built-in ones, as PEM. */
  readonly extraCaPem?: string | null;
  readonly connectionsPerHost?: number;
  readonly connectionsInAll?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** A connection that takes longer to stand fails; waiting for a free one does not count. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /**
   * Called when the exchange has its turn: nothing of it has left before, and from now on it waits for the host alone.
   * A throw stops it.
   */
  readonly onTurn?: () => void;
  /** Called when the connection stands and the request goes onto it. */
  readonly onConnected?: () => void;
}

export interface Http {
  /**
   * One exchange. Redirects are not followed. Rejects with the signal's reason, with undici's or Node's error, or with a
   * `RequestError` of kind `auth` for a header that cannot be sent: what people give us for headers are credentials.
   */
  request(url: URL, request: HttpRequest): Promise<HttpResponse>;
  /** Drops every connection. */
  close(): Promise<void>;
}

export interface HttpPool extends Http {
  /** How many exchanges wait for a connection. */
  readonly waiting: number;
}

/** Address answers are kept for 300 s, so that a slow resolver is met once, not with every request. */
const dnsKeptMs = 300_000;
const defaultConnectTimeoutMs = 5000;

export function createHttp(options: HttpOptions = {}): HttpPool {
  const tls = options.extraCaPem ? { ca: [...getCACertificates('default'), options.extraCaPem] } : {};
  const connections = options.connectionsPerHost ?? 50;
  const connectionsInAll = options.connectionsInAll ?? 100;
  const sockets = new OpenSockets(connectionsInAll);
  // A queue within undici could not be told from a host that is silent.
  const turns = new ConnectionTurns(connections, connectionsInAll);
  // The clocks of a request belong to the timeouts layer, hence none here but the one for connecting.
  const shared = { connections, allowH2: false, headersTimeout: 0, bodyTimeout: 0 };

  /** undici ties the connect timeout to an agent, so there is one for each value the configuration names. */
  const agents = new Map<number, Agents>();
  const agentsFor = (timeout: number) => {
    const known = agents.get(timeout);
    if (known !== undefined) return known;
    // undici switches Nagle's algorithm off on every socket it opens; a test holds that.
    const connect = { timeout, ...tls };
    const agent = new Agent({ ...shared, connect: sockets.bounded(buildConnector({ ...connect, allowH2: false })) });
    agent.on('connect', (_origin, targets) => sockets.connected(targets));
    const named = agent.compose(interceptors.dns({ maxTTL: dnsKeptMs }));
    const proxied = createProxied(options, { ...shared, connect, requestTls: connect, proxyTls: connect });
    const made = { numbered: agent, named, proxied, owned: proxied === null ? [agent] : [agent, proxied] };
    agents.set(timeout, made);
    return made;
  };

  let isClosed = false;

  function exchange(url: URL, request: HttpRequest, endTurn: () => void): Promise<HttpResponse> {
    const running = new HttpExchange(request.signal, request.onConnected, endTurn);
    dispatcherFor(url, agentsFor(request.connectTimeoutMs ?? defaultConnectTimeoutMs)).dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
      },
      running,
    );
    return running.response;
  }

  return {
    get waiting() {
      return turns.waiting;
    },
    async request(url, request) {
      refuseHeaders(request.headers);
      const endTurn = await turns.take(url.origin, request.signal);
      try {
        if (isClosed) throw closedError();
        request.onTurn?.();
        return await exchange(url, request, endTurn);
      } catch (error) {
        endTurn();
        throw error;
      }
    },
    async close() {
      isClosed = true;
      turns.close(closedError());
      await Promise.all([...agents.values()].flatMap(({ owned }) => owned).map((dispatcher) => dispatcher.destroy()));
    },
  };
}

interface Agents {
  /** For hosts given by their address: there is no name to look up. */
  readonly numbered: Dispatcher;
  readonly named: Dispatcher;
  readonly proxied: Dispatcher | null;
  readonly owned: readonly Dispatcher[];
}

/** A server on this machine is never asked through a proxy, whatever the environment says. */
function dispatcherFor({ hostname }: URL, { numbered, named, proxied }: Agents): Dispatcher {
  if (proxied !== null && !isLoopback(hostname)) return proxied;
  return isIP(hostname) === 0 ? named : numbered;
}

/** undici tells of such a header only after it has counted the request, and then waits for its end for ever. */
function refuseHeaders(headers: HttpRequest['headers']): void {
  for (const name in headers) {
    if (isHeaderValue(headers[name] ?? '')) continue;
    throw new RequestError('auth', `the header ${name} must hold only characters that HTTP can carry, got others.`);
  }
}

function closedError(): Error {
  return new Error('the HTTP client is closed');
}

function createProxied(options: HttpOptions, agentOptions: EnvHttpProxyAgent.Options): Dispatcher | null {
  const { httpProxy, httpsProxy, noProxy } = proxySettings(options);
  if (httpProxy === '' && httpsProxy === '') return null;
  // Every value is given, also when empty: undici would look into the process's environment for a missing one.
  return new EnvHttpProxyAgent({ ...agentOptions, httpProxy, httpsProxy, noProxy });
}
