export const constantContactV3 = () => ({ hosts: [], handle: (x) => x.notFound() });
