/** Which proxy stands between this machine and an address, by the settings and the environment. Pure. */
import { isLoopback } from '../loopback.ts';

export interface ProxySources {
  /** Proxy of the settings, for both schemes; it stands above the environment's. */
  readonly proxy?: string | null;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` are read from here, in either case; default none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Empty where there is none. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts that are asked directly, separated by commas. */
  readonly noProxy: string;
}

export function proxySettings({ proxy, environment }: ProxySources): ProxySettings {
  const variable = (name: string) => environment?.[name.toLowerCase()] || environment?.[name] || '';
  const httpProxy = proxy || variable('HTTP_PROXY');
  return { httpProxy, httpsProxy: proxy || variable('HTTPS_PROXY') || httpProxy, noProxy: variable('NO_PROXY') };
}

/** The host name of the proxy that is asked for `url`; `null`: none. A server on this machine is never asked through one. */
export function proxyHostFor(url: URL, { httpProxy, httpsProxy, noProxy }: ProxySettings): string | null {
  const proxy = url.protocol === 'https:' ? httpsProxy : httpProxy;
  if (proxy === '' || !URL.canParse(proxy) || isLoopback(url.hostname)) return null;
  const isExempt = noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || covers(entry.replace(/^\*?\./, '').replace(/:\d+$/, ''), url.hostname));
  return isExempt ? null : new URL(proxy).hostname;
}

function covers(entry: string, hostname: string): boolean {
  return hostname === entry || hostname.endsWith(`.${entry}`);
}
