// The panel's page: nothing is fetched, and no script or style but the panel's own is admitted.

import type { Strings } from "../language.ts";

export interface Sources {
  readonly script: string;
  readonly style: string;
  /** Where the style sheet may come from. */
  readonly origin: string;
  readonly nonce: string;
  /** The editor's display language, and its strings by the English ones. */
  readonly language: string;
  readonly strings: Strings;
}

/** The page's HTML. The script has no `eval`, and its drawings set styles through the DOM alone. */
export function panelPage({ script, style, origin, nonce, language, strings }: Sources): string {
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tenure</title>
<link rel="stylesheet" href="${style}">
</head>
<body data-strings="${attribute(JSON.stringify(strings))}">
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
