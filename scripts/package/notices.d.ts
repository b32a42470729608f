export interface NamedModel {
  readonly name: string;
  readonly licence: string;
  readonly source: string;
}

export function thirdPartyNotices(
  packages: { readonly modules: readonly string[]; readonly bundled: readonly string[] },
  models: readonly NamedModel[],
): Promise<string>;
