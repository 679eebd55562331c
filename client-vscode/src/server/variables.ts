// Settings as the environment of Tenure's own commands: nothing may leave by a command that the
// settings keep from leaving by the server. Pure: no editor in here.

/** The variables that say what `values` say, by the settings' full names; defaults are left out. */
export function variables(
  values: Readonly<Record<string, { readonly value: unknown; readonly byDefault: unknown }>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, { value, byDefault }] of Object.entries(values)) {
    const text = Array.isArray(value) ? value.join(",") : String(value);
    const usual = Array.isArray(byDefault) ? byDefault.join(",") : String(byDefault);
    if (text !== usual) found[name.replaceAll(".", "_").toUpperCase()] = text;
  }
  return found;
}
