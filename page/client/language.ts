/**
 * The browser's language where `Intl` takes it, else English. Chromium under `LANG=C.UTF-8` calls its language
 * `en-US@posix`, for which `Intl` throws: no BCP 47 tag has an @.
 */
export function languageFrom(told: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(told)[0] ?? "en-US";
  } catch {
    return "en-US";
  }
}
