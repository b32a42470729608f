import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import { PROPOSAL_SCHEME } from "../ids.ts";

export interface Proposal {
  readonly file: vscode.Uri;
  /** The whole text that the file would have. */
  readonly text: string;
  /** Of the comparison's tab. */
  readonly title: string;
  readonly question: string;
}

/** Shows what a file would become beside what it is, and asks. */
export interface Proposals extends Disposable {
  /**
   * Shows a proposal. The buttons of the question, those above the comparison and its closing answer it; a new proposal
   * discards the one before.
   * @returns whether it was accepted
   */
  ask(proposal: Proposal): Promise<boolean>;
  /** Answers the proposal that is shown; false if there is none. */
  decide(accepted: boolean): boolean;
}

const APPLY = "Apply";
const DISCARD = "Discard";

export function createProposals(): Proposals {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let text = "";
  let answer: ((accepted: boolean) => void) | undefined;

  function decide(accepted: boolean): boolean {
    const open = answer;
    answer = undefined;
    open?.(accepted);
    return open !== undefined;
  }
  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(PROPOSAL_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.some(isProposal)) decide(false);
    }),
  );
  return {
    async ask({ file, text: proposed, title, question }) {
      decide(false);
      text = proposed;
      const uri = file.with({ scheme: PROPOSAL_SCHEME });
      changed.fire(uri);
      const decided = new Promise<boolean>((resolve) => {
        answer = resolve;
      });
      const mine = answer;
      await vscode.commands.executeCommand("vscode.diff", file, uri, title, { preview: true });
      void vscode.window.showInformationMessage(question, APPLY, DISCARD).then((pressed) => {
        // The toast goes by itself after a while: the buttons above the comparison stay.
        if (pressed !== undefined && answer === mine) decide(pressed === APPLY);
      });
      const accepted = await decided;
      await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isProposal)));
      return accepted;
    },
    decide,
    dispose() {
      decide(false);
      subscriptions.dispose();
    },
  };
}

function isProposal({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === PROPOSAL_SCHEME;
}
