// The panel's page: nothing is fetched, and no script or style but the panel's own is admitted.

export interface Sources {
  readonly script: string;
  readonly style: string;
  /** Where the style sheet may come from. */
  readonly origin: string;
  readonly nonce: string;
}

/** The page's HTML. The script has no `eval`, and its drawings set styles through the DOM alone. */
export function panelPage({ script, style, origin, nonce }: Sources): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tenure</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
