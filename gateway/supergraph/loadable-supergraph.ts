/**
 * The supergraph as Apollo's JavaScript gateway accepts it. It refuses schemas that mark access directives as a matter of
 * security, because it would not enforce them; this gateway and the subgraphs do, so the mark is taken off.
 */
export function loadableSupergraph(supergraphSdl: string): string {
  return supergraphSdl.replaceAll(
    /(@link\(url: "https:\/\/specs\.apollo\.dev\/(?:authenticated|requiresScopes|policy)\/[^"]+"(?:, import: \[[^\]]*\])?), for: SECURITY\)/g,
    '$1)',
  );
}
