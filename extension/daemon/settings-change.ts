/** Decides whether a change of settings concerns the daemon. */

const sections = ['dualtrack', 'http.proxy', 'http.proxySupport'];

export function concernsDaemon(change: { affectsConfiguration(section: string): boolean }): boolean {
  return sections.some((section) => change.affectsConfiguration(section));
}
