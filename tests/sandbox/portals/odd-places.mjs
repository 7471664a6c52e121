export const oddPlaces = () => ({ hosts: [], handle: (x) => x.notFound() });
