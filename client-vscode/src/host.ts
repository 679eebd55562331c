// Speaks the editor's display language. Imported first: what is imported after it has words.

import * as vscode from "vscode";
import { speak } from "./language.ts";

speak(vscode.env.language, vscode.l10n.bundle);
