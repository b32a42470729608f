export function pageOf(remote: string): string | undefined;
export function addressFields(page: string | undefined): Readonly<Record<string, unknown>>;
export function withAddresses(markdown: string, folder: string, page: string | undefined): string;
