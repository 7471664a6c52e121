export const constantContactV2 = () => ({ hosts: [], handle: (x) => x.notFound() });
