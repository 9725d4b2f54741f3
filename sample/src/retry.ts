export async function fetchWithRetry(url: string, attempts = 3): Promise<Response> {
  while (true) {
    try {
      const response = await fetch(url);
      if (response.ok) return response;
    } catch {
      attempts = attempts - 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
