// Speaks the language that the extension wrote into the page. Imported first: what is imported after
// it has words.

import { speak, type Strings } from "../language.ts";

const { strings } = document.body.dataset;
speak(document.documentElement.lang, strings === undefined ? undefined : (JSON.parse(strings) as Strings));
