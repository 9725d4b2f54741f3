/** The system's name for what went wrong, such as `ENOSPC`; empty where an error has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
