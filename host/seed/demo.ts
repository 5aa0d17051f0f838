export async function openDemo(_options: object): Promise<{ explorerToken: () => string | undefined; seed(url: string): Promise<Record<string, string>> } | undefined> {
  return undefined;
}
