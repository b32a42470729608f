import * as vscode from "vscode";
import type { FolderSurvey } from "../../shared/contract/dataset.ts";
import { COMMANDS } from "../ids.ts";
import { createLabel, useLabel } from "../../shared/opening.ts";

/** A line of the list of songs where there is no table of them: a way to one. */
export interface OfferNode {
  readonly kind: "offer";
  readonly label: string;
  readonly icon: string;
  readonly command: string;
  readonly argument?: string;
}

export function offerNodes(survey: FolderSurvey | undefined): OfferNode[] {
  if (survey === undefined) return [];
  const tables = survey.tables.map((table): OfferNode => ({
    kind: "offer",
    label: useLabel(table),
    icon: "table",
    command: COMMANDS.useTable,
    argument: table.dataDir,
  }));
  if (survey.songs === 0) return tables;
  return [...tables, { kind: "offer", label: createLabel(survey), icon: "new-file", command: COMMANDS.createTable }];
}

export function offerItem({ label, icon, command, argument }: OfferNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = `offer ${label}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = "offer";
  item.tooltip = label;
  item.command = { command, title: label, arguments: argument === undefined ? [] : [argument] };
  return item;
}
